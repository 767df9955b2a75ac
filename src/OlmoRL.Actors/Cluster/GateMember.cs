using Akka.Actor;
using Akka.Event;
using OlmoRL.Actors.Messages;
using OlmoRL.Flow;

namespace OlmoRL.Actors.Cluster;

/// <summary>How a member of a run asks for its place, and when it gives up.</summary>
/// <param name="Join">What it says of itself, with what is so now.</param>
/// <param name="Candidates">Addresses where the run may be, as akka.tcp://olmorl@host:port.</param>
/// <param name="JoinWithin">How long to ask when nobody answers.</param>
/// <param name="LostAfter">Silence after which the coordinator counts as lost.</param>
/// <param name="Waits">What its workers wait for, as it stands.</param>
/// <param name="SlowWait">Waits that last as long are said.</param>
/// <param name="Standbys">Told who would take the coordinator's place.</param>
/// <param name="Works">Told when it begins to work.</param>
internal sealed record GateTicket(
    Func<object> Join, IReadOnlyList<string> Candidates, TimeSpan JoinWithin, TimeSpan LostAfter, Func<IEnumerable<Wait>> Waits, TimeSpan SlowWait,
    Action<string[]> Standbys, Action Works);

/// <summary>What every member of a run does: asks the gates for a place, then every second whether the coordinator is there, and ends when the run does.</summary>
/// <remarks>
/// It asks for itself: what other nodes believe to be unreachable says nothing of its own connection, and a coordinator that has
/// taken it for lost does not answer.
/// </remarks>
internal abstract class GateMember : ReceiveActor, IWithTimers
{
    private readonly GateTicket _ticket;
    private readonly TaskCompletionSource<NodeOutcome> _outcome;
    private readonly TimeProvider _time;
    private readonly SlowWaits _waits;
    private long _heard;

    /// <summary>Begins to ask.</summary>
    /// <param name="outcome">Set when its part is over.</param>
    protected GateMember(GateTicket ticket, TaskCompletionSource<NodeOutcome> outcome, TimeProvider time)
    {
        (_ticket, _outcome, _time, _heard) = (ticket, outcome, time, time.GetTimestamp());
        _waits = new SlowWaits(ticket.SlowWait, time);
        Receive<Start>(_ => Ask());
        Receive<NodeRefused>(refused => outcome.TrySetResult(new NodeOutcome(NodeEnd.Refused, refused.Reason)));
        Receive<Here>(here => Hear(here.Standbys));
        Receive<RunEnded>(_ =>
        {
            Sender.Tell(new EndHeard());
            outcome.TrySetResult(new NodeOutcome(NodeEnd.RunEnded));
        });
        Receive<Status.Failure>(failure => _ = failure.Cause is IOException
            ? outcome.TrySetResult(new NodeOutcome(NodeEnd.CoordinatorLost, failure.Cause.Message)) // it may have died just now
            : outcome.TrySetException(failure.Cause));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How often it asks.</summary>
    protected static TimeSpan AskAgain { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Who let it in; null before.</summary>
    protected IActorRef? Gate { get; private set; }

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("ask", new Start(), TimeSpan.Zero, AskAgain);

    /// <summary>A worker or learner that fails ends the node: the run gives its work to others.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, -1, fault =>
    {
        _ = _outcome.TrySetException(fault);
        return Directive.Stop;
    });

    /// <summary>Whether the sender of a welcome is the first that lets it in.</summary>
    protected bool Enter()
    {
        if (Gate is not null)
            return false;
        (Gate, _heard) = (Sender, _time.GetTimestamp());
        return true;
    }

    /// <summary>It was told who would take the coordinator's place.</summary>
    protected void Hear(string[] standbys)
    {
        _heard = _time.GetTimestamp();
        _ticket.Standbys(standbys);
    }

    /// <summary>Begins to work.</summary>
    protected void Work() => _ticket.Works();

    /// <summary>Gives up what it has.</summary>
    protected void Lose() => _outcome.TrySetResult(new NodeOutcome(NodeEnd.CoordinatorLost, "the run's coordinator is not heard any more"));

    private void Ask()
    {
        var silent = _time.GetElapsedTime(_heard);
        if (Gate is { } gate)
        {
            gate.Tell(new StillThere());
            if (silent > _ticket.LostAfter)
                Lose();
        }
        else
        {
            if (silent > _ticket.JoinWithin)
                _ = _outcome.TrySetResult(new NodeOutcome(NodeEnd.NobodyThere, "no run answers there; start `olmorl rlvr` with cluster.port first"));
            foreach (var candidate in _ticket.Candidates)
                Context.ActorSelection($"{candidate}/user/{NodeGate.Name}").Tell(_ticket.Join());
        }

        foreach (var line in _waits.Look(Gate is null ? _ticket.Candidates.Select(c => new Wait("the run to let this node in", c)) : _ticket.Waits()))
            Context.GetLogger().Warning("{0}", line);
    }
}
