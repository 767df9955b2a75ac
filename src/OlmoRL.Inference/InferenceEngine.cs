using OlmoRL.Data.Tokenization;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;

namespace OlmoRL.Inference;

/// <summary>Continuous batching over a model: a deterministic state machine that is driven one step at a time.</summary>
/// <remarks>
/// Equal inputs (add, cancel, update weights, each between the same two steps) and equal seeds give equal bytes. It has
/// no clock; the owner calls it from one thread. What a weight update does to the cached keys of live sequences is an
/// option; every token is stamped with the version that sampled it.
/// </remarks>
public sealed class InferenceEngine : IDisposable
{
    private readonly EngineOptions _options;
    private readonly IModelRunner _runner;
    private readonly ITokenizer? _tokenizer;
    private readonly Scheduler _scheduler;
    private readonly BatchSampler _sampler;
    private readonly List<SampledToken> _tokens = [];
    private readonly List<PromptScores> _prompts = [];

    /// <summary>An idle engine; weights must be given before the first step.</summary>
    /// <param name="options">How much runs at once.</param>
    /// <param name="runner">Computes the passes; the engine owns it.</param>
    /// <param name="tokenizer">Needed for stop strings only.</param>
    public InferenceEngine(EngineOptions options, IModelRunner runner, ITokenizer? tokenizer = null)
    {
        (_options, _runner, _tokenizer) = (options, runner, tokenizer);
        _scheduler = new Scheduler(options, runner.SlidingWindow);
        _sampler = new BatchSampler(runner.VocabularySize, runner.Team);
    }

    /// <summary>The weights in use.</summary>
    public PolicyVersion Version { get; private set; } = PolicyVersion.Start;

    /// <summary>Whether a step would compute anything.</summary>
    public bool HasWork => RunningCount + WaitingCount > 0;

    /// <summary>Sequences in a slot.</summary>
    public int RunningCount => _scheduler.Running.Count;

    /// <summary>Sequences that wait for a slot, preempted ones included.</summary>
    public int WaitingCount => _scheduler.WaitingCount;

    /// <summary>Slots that no running or waiting sequence will take; negative when sequences wait.</summary>
    public int FreeSlots => _options.MaxRunning - RunningCount - WaitingCount;

    /// <summary>Times that a sequence lost its blocks to an older one.</summary>
    public long PreemptionCount => _scheduler.PreemptionCount;

    /// <summary>Cache blocks nobody uses: in layers that see everything, then in layers that slide.</summary>
    public IReadOnlyList<int> FreeBlockCounts => _scheduler.FreeBlockCounts;

    /// <summary>While set, waiting sequences stay where they are, so that the running ones can come to their end.</summary>
    public bool HoldsAdmission
    {
        get => _scheduler.HoldsAdmission;
        set => _scheduler.HoldsAdmission = value;
    }

    /// <summary>Takes the times of the stages of steps, when somebody asks.</summary>
    public StepProfile? Profile
    {
        get => _runner.Profile;
        set => _runner.Profile = value;
    }

    /// <summary>Queues a sequence for the next free slot.</summary>
    /// <exception cref="ArgumentException">Its sampling values are not allowed, or it is too long for the cache.</exception>
    public void Add(GenerationRequest request)
    {
        var stops = request.Sampling.StopStrings;
        if (request.Sampling.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(request));
        if (stops.Length > 0 && _tokenizer is null)
            throw new ArgumentException("stop strings need an engine with a tokenizer", nameof(request));
        _scheduler.Add(new Sequence(request) { StopStrings = stops.Length > 0 ? new StopStringMatcher(_tokenizer!, stops) : null });
    }

    /// <summary>Drops all sequences of a group and frees their blocks at once; returns how many there were.</summary>
    public int Cancel(long groupId) => _scheduler.Cancel(groupId);

    /// <summary>Samples from other weights from the next step on; live sequences go on.</summary>
    public void UpdateWeights(PolicyVersion version, IEngineWeights weights)
    {
        _runner.UseWeights(weights);
        Version = version;
        _scheduler.UseVersion(version, recompute: _options.KvAfterUpdate == KvAfterUpdate.Recompute);
    }

    /// <summary>One forward pass, one token for every decoding sequence.</summary>
    public EngineStep Step()
    {
        _tokens.Clear();
        _prompts.Clear();
        Profile?.Begin();
        var batch = _scheduler.Schedule();
        Profile?.End("schedule");
        if (batch.TokenCount == 0)
            return new EngineStep(Version, _tokens, _prompts, 0);
        var draws = _sampler.Draw(batch, _runner.Run(batch));
        Profile?.End("sample");
        for (var i = 0; i < batch.Spans.Count; i++)
            Take(batch.Spans[i], draws[i]);
        Profile?.End("append");
        return new EngineStep(Version, _tokens, _prompts, batch.TokenCount);
    }

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();

    private void Take(ScheduledTokens span, Draw draw)
    {
        var sequence = span.Sequence;
        Scheduler.Complete(span);
        if (!span.Samples)
            return;
        if (sequence.SampledCount == 0 && sequence.Request.Sampling.PromptLogProbs)
            _prompts.Add(sequence.PromptScores());
        var finish = sequence.Append(draw.TokenId);
        _tokens.Add(new SampledToken(sequence.Request.Key, draw.TokenId, draw.LogProb, finish, draw.Top));
        if (finish is not null)
            _scheduler.Finish(sequence);
    }
}
