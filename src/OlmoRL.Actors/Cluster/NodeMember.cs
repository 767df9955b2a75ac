using Akka.Actor;
using OlmoRL.Actors.Messages;

namespace OlmoRL.Actors.Cluster;

/// <summary>A node's side of joining to sample or grade: fetches weights where it needs them, and starts its workers.</summary>
internal sealed class NodeMember : GateMember
{
    private readonly Func<NodeWelcome, Task> _fetch;
    private readonly Func<IActorRef, IReadOnlyList<Props>> _workers;

    /// <summary>Begins to ask.</summary>
    /// <param name="fetch">Fetches the weights it begins with.</param>
    /// <param name="workers">Its workers, given the run's coordinator.</param>
    /// <param name="outcome">Set when its part is over.</param>
    public NodeMember(
        GateTicket ticket, Func<NodeWelcome, Task> fetch, Func<IActorRef, IReadOnlyList<Props>> workers, TaskCompletionSource<NodeOutcome> outcome, TimeProvider time)
        : base(ticket, outcome, time)
    {
        (_fetch, _workers) = (fetch, workers);
        Receive<NodeWelcome>(Welcome);
        Receive<WeightsArrived>(_ => Timers.StartPeriodicTimer("find", new FindRun(), TimeSpan.Zero, AskAgain));
        Receive<FindRun>(_ => Context.ActorSelection($"{Gate!.Path.Address}/user/run").Tell(new Identify(null)));
        Receive<ActorIdentity>(identity => Begin(identity.Subject));
        Receive<Terminated>(_ => Timers.StartSingleTimer("lost", new CoordinatorGone(), AskAgain + AskAgain)); // that the run ended may be on its way
        Receive<CoordinatorGone>(_ => Lose());
    }

    private void Welcome(NodeWelcome welcome)
    {
        if (!Enter())
            return;
        Hear(welcome.Standbys);
        _fetch(welcome).PipeTo(Self, success: () => new WeightsArrived());
    }

    private void Begin(IActorRef? run)
    {
        if (run is null)
        {
            Lose();
            return;
        }

        if (!Timers.IsTimerActive("find"))
            return; // it was asked twice
        Timers.Cancel("find");
        Work();
        _ = Context.Watch(run);
        foreach (var (props, i) in _workers(run).Select((p, i) => (p, i)))
            Context.ActorOf(props, $"worker-{i}").Tell(new Start());
    }

    /// <summary>To itself, until the coordinator is found: to ask once may be lost.</summary>
    private sealed record FindRun : INoSerializationVerificationNeeded;

    /// <summary>To itself: the coordinator stopped, and nothing was said of the run's end.</summary>
    private sealed record CoordinatorGone : INoSerializationVerificationNeeded;
}
