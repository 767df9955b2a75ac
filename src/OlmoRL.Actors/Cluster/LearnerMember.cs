using Akka.Actor;
using OlmoRL.Actors.Messages;
using OlmoRL.Models.Weights;

namespace OlmoRL.Actors.Cluster;

/// <summary>A learner that a node has made, with its first weights published.</summary>
/// <param name="Actor">How to start it.</param>
/// <param name="Weights">What was published.</param>
internal sealed record MadeLearner(Props Actor, PublishedWeights Weights);

/// <summary>A learner node's side of joining: takes the run's seat, loads what it is told, and trains.</summary>
internal sealed class LearnerMember : GateMember
{
    private readonly Func<LearnerWelcome, MadeLearner> _make;

    /// <summary>Begins to ask.</summary>
    /// <param name="make">Loads the model and publishes it; on a thread of its own.</param>
    /// <param name="outcome">Set when its part is over.</param>
    public LearnerMember(GateTicket ticket, Func<LearnerWelcome, MadeLearner> make, TaskCompletionSource<NodeOutcome> outcome, TimeProvider time)
        : base(ticket, outcome, time)
    {
        _make = make;
        Receive<LearnerWelcome>(Welcome);
        Receive<MadeLearner>(Begin);
        Receive<SayReady>(say => Gate!.Tell(say.Ready, say.Learner));
    }

    private void Welcome(LearnerWelcome welcome)
    {
        if (Enter())
            Task.Factory.StartNew(() => _make(welcome), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).PipeTo(Self);
    }

    private void Begin(MadeLearner made)
    {
        Work();
        var learner = Context.ActorOf(made.Actor, "learner");
        Timers.StartPeriodicTimer("ready", new SayReady(new LearnerReady(WeightsPublished.Of(made.Weights)), learner), TimeSpan.Zero, AskAgain); // once may be lost
    }

    /// <summary>To itself.</summary>
    private sealed record SayReady(LearnerReady Ready, IActorRef Learner) : INoSerializationVerificationNeeded;
}
