using System.Collections.Concurrent;
using OlmoRL.Inference;
using OlmoRL.Rollouts;

namespace OlmoRL.Serving.Generation;

/// <summary>Owns an engine on a thread of its own; requests of many callers share its batch.</summary>
/// <remarks>
/// Callers never touch the engine: they leave an order in the inbox and read tokens from a channel. The thread takes all
/// orders that wait, then makes a step, so that a request joins the batch at the next token.
/// </remarks>
public sealed class GenerationLoop : IDisposable
{
    private readonly BlockingCollection<Action<InferenceEngine>> _inbox = [];
    private readonly Dictionary<long, GenerationStream> _streams = [];
    private readonly Func<InferenceEngine> _makeEngine;
    private readonly Thread _thread;
    private long _nextId;
    private long _tokens;
    private long _steps;
    private int[] _allBlocks = [];
    private volatile LoopStatus _status = new(0, 0, 0, 0, 0, 0);
    private volatile Exception? _fault;

    /// <summary>Starts the thread.</summary>
    /// <param name="makeEngine">Called on the thread; the engine has its weights.</param>
    public GenerationLoop(Func<InferenceEngine> makeEngine)
    {
        _makeEngine = makeEngine;
        _thread = new Thread(Run) { Name = "engine", IsBackground = true };
        _thread.Start();
    }

    /// <summary>After the last step.</summary>
    public LoopStatus Status => _status;

    /// <summary>Why the engine stopped; null while it works.</summary>
    public Exception? Fault => _fault;

    /// <summary>Begins one answer for each seed.</summary>
    /// <param name="promptTokenIds">[tokens]</param>
    /// <param name="sampling">How to draw.</param>
    /// <param name="seeds">One an answer.</param>
    /// <param name="constrain">Makes what limits an answer to the prompt, for each its own; null limits none.</param>
    /// <exception cref="ArgumentException">The engine refuses the sampling values or the length.</exception>
    /// <exception cref="InvalidOperationException">The engine has stopped.</exception>
    public GenerationStream Start(int[] promptTokenIds, SamplingParams sampling, IReadOnlyList<ulong> seeds, Func<int[], ITokenConstraint>? constrain = null)
    {
        if (sampling.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(sampling));
        if (_fault is not null || _inbox.IsAddingCompleted)
            throw new InvalidOperationException("the engine has stopped", _fault);
        var stream = new GenerationStream(Interlocked.Increment(ref _nextId), seeds.Count, Cancel);
        _inbox.Add(engine => Add(engine, stream, promptTokenIds, sampling, seeds, constrain));
        return stream;
    }

    /// <summary>Ends what is under way and joins the thread.</summary>
    public void Dispose()
    {
        _inbox.CompleteAdding();
        if (_thread.IsAlive)
            _thread.Join();
        _inbox.Dispose();
    }

    private void Add(
        InferenceEngine engine, GenerationStream stream, int[] prompt, SamplingParams sampling, IReadOnlyList<ulong> seeds, Func<int[], ITokenConstraint>? constrain)
    {
        _streams.Add(stream.Id, stream);
        try
        {
            for (var i = 0; i < seeds.Count; i++)
            {
                engine.Add(new GenerationRequest
                {
                    Key = new SequenceKey(stream.Id, i),
                    PromptTokenIds = prompt,
                    Sampling = sampling,
                    Seed = seeds[i],
                    Constraint = constrain?.Invoke(prompt),
                });
            }
        }
        catch (ArgumentException refused)
        {
            _ = engine.Cancel(stream.Id);
            End(stream.Id, refused);
        }
    }

    private void Cancel(long id)
    {
        if (!_inbox.IsAddingCompleted)
        {
            _inbox.Add(engine =>
            {
                _ = engine.Cancel(id);
                End(id, null);
            });
        }
    }

    private void Run()
    {
        try
        {
            using var engine = _makeEngine();
            _allBlocks = [.. engine.FreeBlockCounts];
            while (TakeOrders(engine))
            {
                if (engine.HasWork)
                    Step(engine);
                Report(engine);
            }
        }
        catch (Exception fault)
        {
            _fault = fault; // told to every caller, and by the server's health
            _inbox.CompleteAdding();
        }

        foreach (var id in _streams.Keys.ToArray())
            End(id, _fault ?? new OperationCanceledException("the engine was stopped"));
    }

    /// <summary>Waits for an order when there is nothing to compute; false when the loop is to end.</summary>
    private bool TakeOrders(InferenceEngine engine)
    {
        if (!engine.HasWork)
        {
            if (!_inbox.TryTake(out var first, Timeout.Infinite))
                return false;
            first(engine);
        }

        while (_inbox.TryTake(out var order))
            order(engine);
        return !_inbox.IsCompleted;
    }

    private void Step(InferenceEngine engine)
    {
        var step = engine.Step();
        _steps++;
        _tokens += step.Tokens.Count;
        foreach (var token in step.Tokens)
        {
            if (_streams.TryGetValue(token.Key.GroupId, out var stream)
                && stream.Append(new GeneratedToken(token.Key.Sibling, token.TokenId, token.LogProb, token.Top, token.Finish)))
                _ = _streams.Remove(token.Key.GroupId);
        }
    }

    private void Report(InferenceEngine engine) => _status = new LoopStatus(
        engine.RunningCount, engine.WaitingCount, _allBlocks.Zip(engine.FreeBlockCounts, (all, free) => all - free).Sum(),
        _tokens, _steps, engine.PreemptionCount);

    private void End(long id, Exception? fault)
    {
        if (_streams.Remove(id, out var stream))
            stream.End(fault);
    }
}
