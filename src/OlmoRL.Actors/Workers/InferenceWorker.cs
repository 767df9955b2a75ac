using System.Diagnostics;
using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Inference;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Workers;

/// <summary>How an inference worker takes work.</summary>
/// <param name="Name">Unique in the run.</param>
/// <param name="GroupSize">Siblings of a group.</param>
/// <param name="PrefetchedGroups">Groups it keeps waiting, so that a freed slot is refilled at the very next step.</param>
/// <param name="FeedInterval">How often it looks for work; 0 is whenever a sequence ends.</param>
/// <param name="WeightUpdates">When it takes new weights.</param>
public sealed record InferenceWorkerOptions(
    string Name, int GroupSize, int PrefetchedGroups, TimeSpan FeedInterval, WeightUpdates WeightUpdates);

/// <summary>Owns an engine on a pinned thread: one mailbox message, one engine step.</summary>
/// <remarks>
/// Weights change between two steps because the message that announces them waits in the same mailbox as
/// <see cref="StepEngine"/>: in-flight updating is the mailbox's order, without a lock or a pause.
/// </remarks>
public sealed class InferenceWorker : ReceiveActor, IWithTimers, IDisposable
{
    private const int StepsPerReport = 10;
    private readonly InferenceWorkerOptions _options;
    private readonly InferenceEngine _engine;
    private readonly IWeightStore _store;
    private readonly IActorRef _coordinator;
    private readonly Dictionary<SequenceKey, SequenceBuffer> _buffers = [];
    private readonly Dictionary<long, int> _epochs = [];
    private IWeightLease _lease;
    private long _receivedGroups;
    private WeightsPublished? _announced;
    private bool _stepQueued;
    private (long Tokens, long Steps, long Slots, long Ticks) _tally;

    /// <summary>Made on its pinned thread, engine included.</summary>
    /// <param name="options">Its name and appetite.</param>
    /// <param name="store">Where weights come from.</param>
    /// <param name="makeEngine">Builds the engine.</param>
    /// <param name="coordinator">Whom it asks for work.</param>
    public InferenceWorker(
        InferenceWorkerOptions options, IWeightStore store, Func<InferenceEngine> makeEngine,
        IActorRef coordinator)
    {
        Thread.CurrentThread.Name = options.Name; // pinned: its core time is found under this name
        (_options, _store, _coordinator) = (options, store, coordinator);
        _lease = store.AcquireNewest();
        _engine = makeEngine();
        _engine.UpdateWeights(_lease.Version, _lease.Weights);

        Receive<Start>(_ => Ask());
        Receive<GenerateGroup>(Accept);
        Receive<CancelGroup>(cancel => Forget(cancel.GroupId));
        Receive<WeightsPublished>(announced =>
        {
            _announced = announced;
            AdoptWhenAllowed();
        });
        Receive<StepEngine>(_ => Step());
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _lease.Dispose();
    }

    /// <inheritdoc/>
    protected override void PreStart()
    {
        if (_options.FeedInterval > TimeSpan.Zero)
            Timers.StartPeriodicTimer("feed", new Start(), _options.FeedInterval);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Dispose();

    private void Accept(GenerateGroup order)
    {
        _receivedGroups++;
        _epochs[order.GroupId] = order.Epoch;
        foreach (var (sibling, seed) in order.Siblings.Zip(order.Seeds))
        {
            var key = new SequenceKey(order.GroupId, sibling);
            _buffers[key] = new SequenceBuffer();
            _engine.Add(new GenerationRequest
            {
                Key = key,
                PromptTokenIds = order.PromptTokenIds,
                Sampling = order.Sampling,
                Seed = seed,
            });
        }

        if (!order.MoreFollow)
            QueueStep();
    }

    private void QueueStep()
    {
        if (_stepQueued || !_engine.HasWork)
            return;
        _stepQueued = true;
        Self.Tell(new StepEngine());
    }

    private void Step()
    {
        _stepQueued = false;
        var before = Stopwatch.GetTimestamp();
        var step = _engine.Step();
        _tally = (_tally.Tokens + step.Tokens.Count, _tally.Steps + 1, _tally.Slots + step.Tokens.Count,
            _tally.Ticks + Stopwatch.GetTimestamp() - before);
        var finished = false;
        for (var i = 0; i < step.Tokens.Count; i++)
            finished |= Take(step.Tokens[i], step.Version);
        if (finished)
            AskForWork();
        AdoptWhenAllowed();
        if (_tally.Steps >= StepsPerReport || !_engine.HasWork)
            Report();
        QueueStep();
    }

    private bool Take(SampledToken token, PolicyVersion version)
    {
        var buffer = _buffers[token.Key];
        buffer.Append(token.TokenId, token.LogProb, version);
        if (buffer.PendingCount < TokensAppended.MaxTokens && token.Finish is null)
            return false;
        _coordinator.Tell(buffer.Flush(token.Key, _epochs[token.Key.GroupId]));
        if (token.Finish is not { } reason)
            return false;
        _coordinator.Tell(new CompletionFinished(
            token.Key.GroupId, _epochs[token.Key.GroupId], token.Key.Sibling, buffer.SentCount, reason));
        _ = _buffers.Remove(token.Key);
        return true;
    }

    private void AskForWork()
    {
        if (_options.FeedInterval == TimeSpan.Zero)
            Ask();
    }

    private void Ask()
    {
        var free = _engine.FreeSlots + _options.PrefetchedGroups * _options.GroupSize;
        if (free >= _options.GroupSize)
            _coordinator.Tell(new RequestWork(_options.Name, free, _receivedGroups, _engine.Version));
    }

    private void AdoptWhenAllowed()
    {
        if (_announced is null)
            return;
        _engine.HoldsAdmission = _options.WeightUpdates == WeightUpdates.Drained && _engine.RunningCount > 0;
        if (_engine.HoldsAdmission)
            return;
        Adopt(_announced);
        _announced = null;
    }

    /// <summary>Takes the newest version, which makes older announcements still in the mailbox void.</summary>
    private void Adopt(WeightsPublished announced)
    {
        var lease = _store.AcquireNewest();
        if (lease.Version == announced.Version && lease.Digest != announced.Digest)
            throw new InvalidDataException($"weights {announced.Version} were announced as {announced.Digest}, and are {lease.Digest}");
        if (lease.Version == _lease.Version)
        {
            lease.Dispose();
            return;
        }

        _engine.UpdateWeights(lease.Version, lease.Weights);
        _lease.Dispose();
        _lease = lease;
        AskForWork();
    }

    private void Forget(long groupId)
    {
        _ = _engine.Cancel(groupId);
        foreach (var key in _buffers.Keys.Where(k => k.GroupId == groupId).ToArray())
            _ = _buffers.Remove(key);
        AskForWork();
    }

    private void Report()
    {
        _coordinator.Tell(new EngineReport(_options.Name, _tally.Tokens, _tally.Steps, _tally.Slots,
            TimeSpan.FromSeconds((double)_tally.Ticks / Stopwatch.Frequency)));
        _tally = default;
    }
}
