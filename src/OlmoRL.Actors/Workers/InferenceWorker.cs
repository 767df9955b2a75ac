using Akka.Actor;
using Akka.Event;
using OlmoRL.Actors.Messages;
using OlmoRL.Inference;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;

namespace OlmoRL.Actors.Workers;

/// <summary>How an inference worker takes work.</summary>
/// <param name="Name">Unique in the run.</param>
/// <param name="GroupSize">Siblings of a group.</param>
/// <param name="PrefetchedGroups">Groups it keeps waiting, so that a freed slot is refilled at the very next step.</param>
/// <param name="FeedInterval">How often it looks for work; 0 is whenever a sequence ends.</param>
/// <param name="WeightUpdates">When it takes new weights.</param>
/// <param name="ReportEvery">How often it says what it has, so that what was lost on its way is sent again; 0 in the coordinator's process, where nothing is.</param>
public sealed record InferenceWorkerOptions(
    string Name, int GroupSize, int PrefetchedGroups, TimeSpan FeedInterval, WeightUpdates WeightUpdates, TimeSpan ReportEvery);

/// <summary>Owns an engine on a pinned thread: one mailbox message, one engine step.</summary>
/// <remarks>
/// Weights change between two steps because the message that announces them waits in the same mailbox as
/// <see cref="StepEngine"/>: in-flight updating is the mailbox's order, without a lock or a pause.
/// </remarks>
public sealed class InferenceWorker : ReceiveActor, IWithTimers, IDisposable
{
    private readonly InferenceWorkerOptions _options;
    private readonly EngineSession _session;
    private readonly IActorRef _coordinator;
    private readonly IWeightStore _store;
    private readonly ReceivedOrders _orders = new();
    private WeightsPublished? _announced;
    private bool _stepQueued;
    private bool _held;

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
        (_options, _coordinator, _store) = (options, coordinator, store);
        _session = new EngineSession(options.Name, store, makeEngine, coordinator);

        Receive<Start>(_ => Ask());
        Receive<SampledPrefix>(_orders.Keep);
        Receive<GenerateGroup>(Accept);
        Receive<TimeToReport>(_ => Report());
        Receive<WorkKnown>(known =>
        {
            _orders.Passed(known.SentOrders);
            Hold(known.Hold);
        });
        Receive<CancelGroup>(Forget);
        Receive<WeightsPublished>(announced =>
        {
            _announced = announced;
            Fetch(announced);
        });
        Receive<WeightsArrived>(_ => AdoptWhenAllowed());
        Receive<WeightsMissed>(missed => Context.GetLogger().Warning("{0}: {1}", _options.Name, missed.Reason));
        Receive<StepEngine>(_ => Step());
        Receive<HoldGeneration>(order => Hold(order.Hold));
        Receive<Flush>(flush =>
        {
            _session.Flush();
            Sender.Tell(new Flushed(flush.Step));
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    /// <inheritdoc/>
    protected override void PreStart()
    {
        if (_options.FeedInterval > TimeSpan.Zero)
            Timers.StartPeriodicTimer("feed", new Start(), _options.FeedInterval);
        if (_options.ReportEvery > TimeSpan.Zero)
            Timers.StartPeriodicTimer("report", new TimeToReport(), _options.ReportEvery);
    }

    /// <inheritdoc/>
    protected override void PostStop() => Dispose();

    private void Accept(GenerateGroup order)
    {
        if (_orders.Accept(order) is { } prefixes)
            _session.Add(order, prefixes);
        if (!order.MoreFollow)
            QueueStep();
    }

    private void Hold(bool hold)
    {
        _held = hold;
        QueueStep();
    }

    private void QueueStep()
    {
        if (_stepQueued || _held || !_session.HasWork)
            return;
        _stepQueued = true;
        Self.Tell(new StepEngine());
    }

    private void Step()
    {
        _stepQueued = false;
        if (_held)
            return;
        if (_session.Step())
            AskForWork();
        AdoptWhenAllowed();
        QueueStep();
    }

    private void AskForWork()
    {
        if (_options.FeedInterval == TimeSpan.Zero)
            Ask();
    }

    private void Ask()
    {
        var free = _session.FreeSlots + _options.PrefetchedGroups * _options.GroupSize;
        if (free >= _options.GroupSize)
            _coordinator.Tell(new RequestWork(_options.Name, free, _orders.Seen, _session.Version));
    }

    /// <summary>Asks again as well: a request can be lost too.</summary>
    private void Report()
    {
        Ask();
        var held = _session.Held;
        _coordinator.Tell(new WorkHeld
        {
            Worker = _options.Name,
            SeenOrders = _orders.Seen,
            GroupIds = [.. held.Select(h => h.GroupId)],
            Epochs = [.. held.Select(h => h.Epoch)],
            Version = _session.Version,
        });
    }

    /// <summary>Decoding goes on meanwhile, with the weights that are here.</summary>
    private void Fetch(WeightsPublished announced)
    {
        var here = _store.FetchAsync(announced.ToStore());
        if (here.IsCompletedSuccessfully)
            AdoptWhenAllowed();
        else
            here.PipeTo(Self, success: () => new WeightsArrived(), failure: fault => new WeightsMissed(fault.Message));
    }

    private void AdoptWhenAllowed()
    {
        if (_announced is null || _announced.Version <= _session.Version)
            return;
        if (_options.WeightUpdates == WeightUpdates.Drained && _session.HasRunning)
            _session.HoldAdmission();
        else if (_session.Adopt(_announced))
            AskForWork();
    }

    private void Forget(CancelGroup cancel)
    {
        if (_session.Cancel(cancel.GroupId, cancel.Epoch))
            AskForWork();
    }

    /// <summary>To itself.</summary>
    private sealed record TimeToReport : INoSerializationVerificationNeeded;
}
