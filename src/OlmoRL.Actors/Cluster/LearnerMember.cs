using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Models.Weights;

namespace OlmoRL.Actors.Cluster;

/// <summary>A learner that a node has made, with its first weights published.</summary>
/// <param name="Actor">How to start it.</param>
/// <param name="Weights">What was published.</param>
internal sealed record MadeLearner(Props Actor, PublishedWeights Weights);

/// <summary>What a node brings along to train for a run.</summary>
/// <param name="Join">What it says of itself, with what the run's folder says now.</param>
/// <param name="Candidates">Addresses where the run may be, as akka.tcp://olmorl@host:port.</param>
/// <param name="Make">Loads the model and publishes it; on a thread of its own.</param>
/// <param name="JoinWithin">How long to ask when nobody answers.</param>
/// <param name="LostAfter">Silence after which the coordinator counts as lost.</param>
internal sealed record LearnerBaggage(
    Func<JoinLearner> Join, IReadOnlyList<string> Candidates, Func<LearnerWelcome, MadeLearner> Make, TimeSpan JoinWithin, TimeSpan LostAfter);

/// <summary>A learner node's side of joining: takes the run's seat, loads what it is told, and trains until the run ends or is not heard any more.</summary>
internal sealed class LearnerMember : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private readonly LearnerBaggage _baggage;
    private readonly TaskCompletionSource<NodeOutcome> _outcome;
    private readonly TimeProvider _time;
    private IActorRef? _gate;
    private long _heard;

    /// <summary>Begins to ask.</summary>
    /// <param name="standbys">Told who would take the coordinator's place.</param>
    /// <param name="outcome">Set when its part is over.</param>
    public LearnerMember(LearnerBaggage baggage, Action<string[]> standbys, TaskCompletionSource<NodeOutcome> outcome, TimeProvider time)
    {
        (_baggage, _outcome, _time, _heard) = (baggage, outcome, time, time.GetTimestamp());
        Receive<Start>(_ => Ask());
        Receive<NodeRefused>(refused => outcome.TrySetResult(new NodeOutcome(NodeEnd.Refused, refused.Reason)));
        Receive<LearnerWelcome>(Welcome);
        Receive<MadeLearner>(Begin);
        Receive<Here>(here =>
        {
            _heard = _time.GetTimestamp();
            standbys(here.Standbys);
        });
        Receive<RunEnded>(_ => outcome.TrySetResult(new NodeOutcome(NodeEnd.RunEnded)));
        Receive<Status.Failure>(failure => outcome.TrySetException(failure.Cause));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer("ask", new Start(), TimeSpan.Zero, AskAgain);

    /// <summary>A learner that fails ends the node.</summary>
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
                _ = _outcome.TrySetResult(new NodeOutcome(NodeEnd.CoordinatorLost, "the run's coordinator is not heard any more"));
            return;
        }

        if (silent > _baggage.JoinWithin)
            _ = _outcome.TrySetResult(new NodeOutcome(NodeEnd.NobodyThere, "no run answers there; start `olmorl rlvr` with cluster.learner=node first"));
        foreach (var candidate in _baggage.Candidates)
            Context.ActorSelection($"{candidate}/user/{NodeGate.Name}").Tell(_baggage.Join());
    }

    private void Welcome(LearnerWelcome welcome)
    {
        if (_gate is not null)
            return;
        (_gate, _heard) = (Sender, _time.GetTimestamp());
        Task.Factory.StartNew(() => _baggage.Make(welcome), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).PipeTo(Self);
    }

    private void Begin(MadeLearner made)
    {
        var learner = Context.ActorOf(made.Actor, "learner");
        _gate!.Tell(new LearnerReady(WeightsPublished.Of(made.Weights)), learner);
    }
}
