using System.Diagnostics;
using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Inference;
using OlmoRL.Models.Weights;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Workers;

/// <summary>An engine with its weights and the tokens it has sampled but not sent: what live and replaying workers share.</summary>
/// <remarks>Every input is stamped with the engine steps before it and reported: they are all that its output depends on.</remarks>
internal sealed class EngineSession : IDisposable
{
    private const int StepsPerReport = 10;
    private readonly string _name;
    private readonly IWeightStore _store;
    private readonly IActorRef _coordinator;
    private readonly InferenceEngine _engine;
    private readonly Dictionary<SequenceKey, SequenceBuffer> _buffers = [];
    private readonly Dictionary<long, int> _epochs = [];
    private readonly List<EngineInput> _inputs = [];
    private IWeightLease _lease;
    private (long Tokens, long Steps, long Slots, long Ticks) _tally;

    /// <summary>Made on the worker's thread, engine included.</summary>
    public EngineSession(string name, IWeightStore store, Func<InferenceEngine> makeEngine, IActorRef coordinator)
    {
        (_name, _store, _coordinator) = (name, store, coordinator);
        _lease = store.AcquireNewest();
        _engine = makeEngine();
        _engine.UpdateWeights(_lease.Version, _lease.Weights);
    }

    /// <summary>Steps the engine has taken.</summary>
    public long StepCount { get; private set; }

    /// <summary>Whether a step would compute anything.</summary>
    public bool HasWork => _engine.HasWork;

    /// <summary>Whether a sequence holds a slot.</summary>
    public bool HasRunning => _engine.RunningCount > 0;

    /// <summary>Slots that nothing will take.</summary>
    public int FreeSlots => _engine.FreeSlots;

    /// <summary>The weights in use.</summary>
    public PolicyVersion Version => _engine.Version;

    /// <summary>Groups with a sequence that has not ended, with their leases.</summary>
    public IReadOnlyCollection<(long GroupId, int Epoch)> Held => [.. _buffers.Keys.Select(k => k.GroupId).Distinct().Select(g => (g, _epochs[g]))];

    /// <summary>Gives the engine a group's sequences; an earlier lease of the group ends.</summary>
    /// <param name="order">The group, its siblings and seeds.</param>
    /// <param name="prefixes">What each of the order's siblings has sampled already.</param>
    public void Add(GenerateGroup order, IReadOnlyList<int[]> prefixes)
    {
        Cancel(order.GroupId, order.Epoch);
        Stamp(EngineInputKind.Add, order.GroupId);
        _epochs[order.GroupId] = order.Epoch;
        foreach (var (sibling, seed, sampled) in order.Siblings.Zip(order.Seeds, prefixes))
        {
            var key = new SequenceKey(order.GroupId, sibling);
            _buffers[key] = new SequenceBuffer(sampled.Length);
            _engine.Add(new GenerationRequest
            {
                Key = key,
                PromptTokenIds = order.PromptTokenIds,
                SampledTokenIds = sampled,
                Sampling = order.Sampling,
                Seed = seed,
            });
        }
    }

    /// <summary>Drops a group that it has by this lease or an earlier one; whether there was any.</summary>
    public bool Cancel(long groupId, int epoch)
    {
        SequenceKey[] keys = [.. _buffers.Keys.Where(k => k.GroupId == groupId)];
        if (keys.Length == 0 || _epochs[groupId] > epoch)
            return false;
        Stamp(EngineInputKind.Cancel, groupId);
        _ = _engine.Cancel(groupId);
        foreach (var key in keys)
            _ = _buffers.Remove(key);
        return true;
    }

    /// <summary>Lets running sequences come to their end, and no other begin, until the next version is adopted.</summary>
    public void HoldAdmission()
    {
        if (_engine.HoldsAdmission)
            return;
        Stamp(EngineInputKind.Hold, Version.Step);
        _engine.HoldsAdmission = true;
    }

    /// <summary>Takes the newest version, which makes older announcements still on their way void; whether it is another.</summary>
    public bool Adopt(WeightsPublished announced)
    {
        var lease = _store.AcquireNewest();
        if (lease.Version == announced.Version && lease.Digest != announced.Digest)
            throw new InvalidDataException($"weights {announced.Version} were announced as {announced.Digest}, and are {lease.Digest}");
        if (lease.Version == _lease.Version)
        {
            lease.Dispose();
            return false;
        }

        Stamp(EngineInputKind.Weights, lease.Version.Step);
        _engine.HoldsAdmission = false;
        _engine.UpdateWeights(lease.Version, lease.Weights);
        _lease.Dispose();
        _lease = lease;
        return true;
    }

    /// <summary>One engine step; whether a sequence ended.</summary>
    public bool Step()
    {
        var before = Stopwatch.GetTimestamp();
        var step = _engine.Step();
        StepCount++;
        _tally = (_tally.Tokens + step.Tokens.Count, _tally.Steps + 1, _tally.Slots + step.Tokens.Count,
            _tally.Ticks + Stopwatch.GetTimestamp() - before);
        var ended = false;
        for (var i = 0; i < step.Tokens.Count; i++)
            ended |= Take(step.Tokens[i], step.Version);
        if (_tally.Steps >= StepsPerReport || !_engine.HasWork)
            Report();
        return ended;
    }

    /// <summary>Sends tokens, inputs and figures that were held back.</summary>
    public void Flush()
    {
        foreach (var (key, buffer) in _buffers.Where(b => b.Value.PendingCount > 0))
            _coordinator.Tell(buffer.Flush(key, _epochs[key.GroupId]));
        Report();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _lease.Dispose();
    }

    private void Stamp(EngineInputKind kind, long id) => _inputs.Add(new EngineInput(StepCount, kind, id));

    private bool Take(SampledToken token, PolicyVersion version)
    {
        var buffer = _buffers[token.Key];
        buffer.Append(token.TokenId, token.LogProb, version);
        if (buffer.PendingCount < TokensAppended.MaxTokens && token.Finish is null)
            return false;
        var epoch = _epochs[token.Key.GroupId];
        _coordinator.Tell(buffer.Flush(token.Key, epoch));
        if (token.Finish is not { } reason)
            return false;
        _coordinator.Tell(new CompletionFinished(token.Key.GroupId, epoch, token.Key.Sibling, buffer.SentCount, reason));
        _ = _buffers.Remove(token.Key);
        return true;
    }

    private void Report()
    {
        foreach (var inputs in _inputs.Chunk(EngineInputs.MaxInputs))
            _coordinator.Tell(new EngineInputs(_name, inputs));
        _inputs.Clear();
        _coordinator.Tell(new EngineReport(_name, _tally.Tokens, _tally.Steps, _tally.Slots,
            TimeSpan.FromSeconds((double)_tally.Ticks / Stopwatch.Frequency)));
        _tally = default;
    }
}
