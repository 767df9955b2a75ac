using Akka.Actor;
using OlmoRL.Actors.Messages;

namespace OlmoRL.Actors.Cluster;

/// <summary>How a node's part in a run ended.</summary>
/// <param name="Refused">Why the run did not let it in; null when it took part.</param>
internal sealed record NodeOutcome(string? Refused);

/// <summary>A node's side of joining: asks the gate, starts the workers, and ends when the run does.</summary>
internal sealed class NodeMember : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private readonly ActorSelection _gate;
    private readonly Func<NodeWelcome, Task> _fetch;
    private readonly Func<IActorRef, IReadOnlyList<Props>> _workers;
    private readonly TaskCompletionSource<NodeOutcome> _outcome;
    private readonly JoinNode _join;
    private readonly ActorSelection _run;
    private int _triesLeft;
    private bool _joined;

    /// <summary>Begins to ask.</summary>
    /// <param name="join">What it says of itself.</param>
    /// <param name="seed">Address of the run, as akka.tcp://olmorl@host:port.</param>
    /// <param name="fetch">Fetches the weights it begins with.</param>
    /// <param name="workers">Its workers, given the run's coordinator.</param>
    /// <param name="within">How long to ask a run that does not answer.</param>
    /// <param name="outcome">Set when its part is over.</param>
    public NodeMember(
        JoinNode join, string seed, Func<NodeWelcome, Task> fetch, Func<IActorRef, IReadOnlyList<Props>> workers, TimeSpan within,
        TaskCompletionSource<NodeOutcome> outcome)
    {
        (_join, _fetch, _workers, _outcome, _triesLeft) = (join, fetch, workers, outcome, (int)(within / AskAgain));
        _gate = Context.ActorSelection($"{seed}/user/{NodeGate.Name}");
        _run = Context.ActorSelection($"{seed}/user/run");
        Receive<Start>(_ => Ask());
        Receive<NodeRefused>(refused => outcome.TrySetResult(new NodeOutcome(refused.Reason)));
        Receive<NodeWelcome>(Welcome);
        Receive<WeightsArrived>(_ => _run.Tell(new Identify(null)));
        Receive<ActorIdentity>(identity => Begin(identity.Subject));
        Receive<Terminated>(_ => outcome.TrySetResult(new NodeOutcome(null)));
        Receive<Status.Failure>(failure => outcome.TrySetException(failure.Cause));
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
        if (_joined)
            return;
        if (_triesLeft-- > 0)
            _gate.Tell(_join);
        else
            _ = _outcome.TrySetResult(new NodeOutcome("no run answers there; start `olmorl rlvr` with cluster.port first"));
    }

    private void Welcome(NodeWelcome welcome)
    {
        if (_joined)
            return;
        _joined = true;
        Timers.Cancel("ask");
        _fetch(welcome).PipeTo(Self, success: () => new WeightsArrived());
    }

    private void Begin(IActorRef? run)
    {
        if (run is null)
        {
            _ = _outcome.TrySetResult(new NodeOutcome(null));
            return;
        }

        _ = Context.Watch(run);
        foreach (var (props, i) in _workers(run).Select((p, i) => (p, i)))
            Context.ActorOf(props, $"worker-{i}").Tell(new Start());
    }
}
