using Akka.Actor;
using Akka.Event;
using OlmoRL.Actors.Messages;

namespace OlmoRL.Actors.Cluster;

/// <summary>Lets nodes of the same program and recipe into a run, tells others why not, and says so when the run is over.</summary>
internal sealed class NodeGate : ReceiveActor, IWithTimers
{
    /// <summary>Its name below /user.</summary>
    public const string Name = "gate";

    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(1);
    private readonly GatePass _pass;
    private readonly WeightTree _tree = new();
    private readonly HashSet<IActorRef> _nodes = [];
    private readonly Standbys _standbys;
    private readonly LearnerSeat? _seat;
    private WeightsPublished? _newest;

    /// <summary>Answers from what the run is.</summary>
    /// <param name="newest">The weights that a node begins with, null before a learner is seated; later ones come by the system's event stream.</param>
    /// <param name="seat">For a node's learner; null where this process trains.</param>
    public NodeGate(GatePass pass, WeightsPublished? newest, LearnerSeat? seat, TimeProvider time)
    {
        (_pass, _newest, _seat, _standbys) = (pass, newest, seat, new Standbys(time));
        Receive<JoinNode>(Join);
        Receive<JoinLearner>(Join);
        Receive<LearnerReady>(ready =>
        {
            _newest ??= ready.Weights;
            _seat!.Ready(Sender, ready.Weights);
        });
        Receive<StandBy>(Note);
        Receive<StillThere>(_ =>
        {
            if (_nodes.Contains(Sender))
                Sender.Tell(Present());
        });
        Receive<AskStatus>(_ => Sender.Tell(Present()));
        Receive<WeightsPublished>(weights => _newest = weights);
        Receive<RunEnded>(_ => Become(Ending));
        Receive<Terminated>(lost =>
        {
            _tree.Remove(lost.ActorRef);
            _seat?.Lost(lost.ActorRef);
            _ = _nodes.Remove(lost.ActorRef);
        });
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(WeightsPublished));

    /// <summary>The run is over: all are told until each node has heard it or is lost, and so is whoever asks; then it stops.</summary>
    private void Ending()
    {
        Timers.StartPeriodicTimer("end", new RunEnded(), TimeSpan.Zero, TellAgain);
        Receive<RunEnded>(ended =>
        {
            foreach (var other in _nodes.Concat(_standbys.Refs))
                other.Tell(ended);
            StopWhenHeard();
        });
        Receive<EndHeard>(_ => Forget(Sender));
        Receive<AskStatus>(_ => Sender.Tell(Present()));
        Receive<Terminated>(lost => Forget(lost.ActorRef));
        ReceiveAny(_ => Sender.Tell(new RunEnded()));
    }

    private void Forget(IActorRef node)
    {
        _ = _nodes.Remove(node);
        StopWhenHeard();
    }

    private void StopWhenHeard()
    {
        if (_nodes.Count == 0)
            Context.Stop(Self);
    }

    private Here Present() => new(_standbys.Addresses);

    private void Join(JoinNode join)
    {
        if (_pass.Refusal(join.CodeVersion, join.RecipeDigest) is { } refusal)
            Refuse(join.Name, refusal);
        else if (_newest is not { } weights)
            Admit(Present()); // asks again; there are no weights yet
        else
            Admit(new NodeWelcome(weights, _tree.Add(Sender, join.WeightPlace), _standbys.Addresses));
    }

    private void Join(JoinLearner join)
    {
        if ((_pass.Refusal(join.CodeVersion, join.RecipeDigest) ?? _pass.FolderRefusal(join.RunId)) is { } refusal)
            Refuse(join.Name, refusal);
        else if (_seat is null)
            Refuse(join.Name, "the run trains in its own process (cluster.learner = \"here\")");
        else
            Admit(_seat.TryTake(Sender) ? _seat.Welcome : Present()); // one that waits asks again, and has the seat when its holder is lost
    }

    private void Admit(object answer)
    {
        Sender.Tell(answer);
        if (_nodes.Add(Sender))
            _ = Context.Watch(Sender);
    }

    private void Note(StandBy offer)
    {
        if ((_pass.Refusal(offer.CodeVersion, offer.RecipeDigest) ?? _pass.FolderRefusal(offer.RunId)) is { } refusal)
        {
            Refuse($"standby {offer.Address}", refusal);
            return;
        }

        _standbys.Heard(offer.Address, Sender);
        Sender.Tell(new StandByNoted());
    }

    private void Refuse(string name, string reason)
    {
        Context.GetLogger().Warning("{0} at {1} is refused: {2}", name, Sender.Path.Address, reason);
        Sender.Tell(new NodeRefused(reason));
    }
}
