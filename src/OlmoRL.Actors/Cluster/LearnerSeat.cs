using Akka.Actor;
using OlmoRL.Actors.Messages;

namespace OlmoRL.Actors.Cluster;

/// <summary>The learner that a node brings.</summary>
/// <param name="Learner">Its actor.</param>
/// <param name="Weights">What it published at its beginning.</param>
internal sealed record SeatedLearner(IActorRef Learner, WeightsPublished Weights);

/// <summary>A run's place for one learner of a node.</summary>
/// <param name="welcome">Where the learner begins.</param>
internal sealed class LearnerSeat(LearnerWelcome welcome)
{
    private readonly TaskCompletionSource<SeatedLearner> _seated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where the learner begins.</summary>
    public LearnerWelcome Welcome => welcome;

    /// <summary>The node that has it; null while it is free.</summary>
    public IActorRef? Node { get; private set; }

    /// <summary>Completes when the learner is ready.</summary>
    public Task<SeatedLearner> Seated => _seated.Task;

    /// <summary>Whether a node may have it.</summary>
    public bool TryTake(IActorRef node)
    {
        Node ??= node;
        return Node.Equals(node);
    }

    /// <summary>The learner is ready.</summary>
    public void Ready(IActorRef learner, WeightsPublished weights) => _seated.TrySetResult(new SeatedLearner(learner, weights));

    /// <summary>A node is lost: before its learner was ready another may have the seat; later the run begins again.</summary>
    public void Lost(IActorRef node)
    {
        if (node.Equals(Node) && !Seated.IsCompleted)
            Node = null;
    }
}
