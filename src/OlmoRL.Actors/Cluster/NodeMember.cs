using Akka.Actor;
using Akka.Event;
using OlmoRL.Actors.Messages;
using OlmoRL.Flow;

namespace OlmoRL.Actors.Cluster;

/// <summary>What a node brings along to join a run, and when it gives up.</summary>
/// <param name="Join">What it says of itself.</param>
/// <param name="Candidates">Addresses where the run may be, as akka.tcp://olmorl@host:port.</param>
/// <param name="Fetch">Fetches the weights it begins with.</param>
/// <param name="Workers">Its workers, given the run's coordinator.</param>
/// <param name="JoinWithin">How long to ask when nobody answers.</param>
/// <param name="LostAfter">Silence after which the coordinator counts as lost.</param>
/// <param name="Waits">What its workers wait for, as it stands.</param>
/// <param name="SlowWait">Waits that last as long are said.</param>
internal sealed record NodeBaggage(
    JoinNode Join, IReadOnlyList<string> Candidates, Func<NodeWelcome, Task> Fetch, Func<IActorRef, IReadOnlyList<Props>> Workers,
    TimeSpan JoinWithin, TimeSpan LostAfter, Func<IEnumerable<Wait>> Waits, TimeSpan SlowWait);

/// <summary>A node's side of joining: asks the gates, starts the workers, and ends when the run does or is not heard any more.</summary>
/// <remarks>
/// It asks for itself whether the coordinator is there, every second: what other nodes believe to be unreachable says nothing
/// of its own connection, and a coordinator that has taken it for lost does not answer.
/// </remarks>
internal sealed class NodeMember : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly NodeBaggage _baggage;
    private readonly Action<string[]> _standbys;
    private readonly TaskCompletionSource<NodeOutcome> _outcome;
    private readonly TimeProvider _time;
    private readonly SlowWaits _waits;
    private IActorRef? _gate;
    private long _heard;

    /// <summary>Begins to ask.</summary>
    /// <param name="standbys">Told who would take the coordinator's place.</param>
    /// <param name="outcome">Set when its part is over.</param>
    public NodeMember(NodeBaggage baggage, Action<string[]> standbys, TaskCompletionSource<NodeOutcome> outcome, TimeProvider time)
    {
        (_baggage, _standbys, _outcome, _time, _heard) = (baggage, standbys, outcome, time, time.GetTimestamp());
        _waits = new SlowWaits(baggage.SlowWait, time);
        Receive<Start>(_ =>
        {
            Ask();
            foreach (var line in _waits.Look(_gate is null ? baggage.Candidates.Select(c => new Wait("the run to let this node in", c)) : baggage.Waits()))
                Context.GetLogger().Warning("{0}", line);
        });
        Receive<NodeRefused>(refused => outcome.TrySetResult(new NodeOutcome(NodeEnd.Refused, refused.Reason)));
        Receive<NodeWelcome>(Welcome);
        Receive<Here>(here =>
        {
            _heard = _time.GetTimestamp();
            _standbys(here.Standbys);
        });
        Receive<WeightsArrived>(_ => Context.ActorSelection($"{_gate!.Path.Address}/user/run").Tell(new Identify(null)));
        Receive<ActorIdentity>(identity => Begin(identity.Subject));
        Receive<RunEnded>(_ => outcome.TrySetResult(new NodeOutcome(NodeEnd.RunEnded)));
        Receive<Terminated>(_ => Timers.StartSingleTimer("lost", new CoordinatorGone(), AskAgain + AskAgain)); // that the run ended may be on its way
        Receive<CoordinatorGone>(_ => Lose());
        Receive<Status.Failure>(failure => _ = failure.Cause is IOException
            ? outcome.TrySetResult(new NodeOutcome(NodeEnd.CoordinatorLost, failure.Cause.Message)) // it may have died just now
            : outcome.TrySetException(failure.Cause));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("ask", new Start(), TimeSpan.Zero, AskAgain);

    /// <summary>A worker that fails ends the node: the run gives its work to others.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, fault =>
    {
        _ = _outcome.TrySetException(fault);
        return Directive.Stop;
    });

    private void Ask()
    {
        var silent = _time.GetElapsedTime(_heard);
        if (_gate is { } gate)
        {
            gate.Tell(new StillThere());
            if (silent > _baggage.LostAfter)
                Lose();
            return;
        }

        if (silent > _baggage.JoinWithin)
            _ = _outcome.TrySetResult(new NodeOutcome(NodeEnd.NobodyThere, "no run answers there; start `olmorl rlvr` with cluster.port first"));
        foreach (var candidate in _baggage.Candidates)
            Context.ActorSelection($"{candidate}/user/{NodeGate.Name}").Tell(_baggage.Join);
    }

    private void Welcome(NodeWelcome welcome)
    {
        if (_gate is not null)
            return;
        (_gate, _heard) = (Sender, _time.GetTimestamp());
        _standbys(welcome.Standbys);
        _baggage.Fetch(welcome).PipeTo(Self, success: () => new WeightsArrived());
    }

    private void Begin(IActorRef? run)
    {
        if (run is null)
        {
            Lose();
            return;
        }

        _ = Context.Watch(run);
        foreach (var (props, i) in _baggage.Workers(run).Select((p, i) => (p, i)))
            Context.ActorOf(props, $"worker-{i}").Tell(new Start());
    }

    private void Lose() => _outcome.TrySetResult(new NodeOutcome(NodeEnd.CoordinatorLost, "the run's coordinator is not heard any more"));

    /// <summary>To itself: the coordinator stopped, and nothing was said of the run's end.</summary>
    private sealed record CoordinatorGone : INoSerializationVerificationNeeded;
}
