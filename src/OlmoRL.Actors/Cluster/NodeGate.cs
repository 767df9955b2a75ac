using Akka.Actor;
using Akka.Event;
using OlmoRL.Actors.Messages;
using OlmoRL.Models.Weights;

namespace OlmoRL.Actors.Cluster;

/// <summary>Lets nodes of the same program and recipe into a run, and tells others why not.</summary>
internal sealed class NodeGate : ReceiveActor
{
    /// <summary>Its name below /user.</summary>
    public const string Name = "gate";

    private readonly WeightTree _tree = new();

    /// <summary>Answers from what the run is.</summary>
    /// <param name="codeVersion">Of this program.</param>
    /// <param name="recipeDigest">See <see cref="JoinNode"/>.</param>
    /// <param name="newest">The weights that a node begins with.</param>
    public NodeGate(string codeVersion, string recipeDigest, Func<PublishedWeights> newest)
    {
        Receive<JoinNode>(join =>
        {
            var refusal = join.CodeVersion != codeVersion ? $"the run is of OlmoRL {codeVersion}, the node of {join.CodeVersion}"
                : join.RecipeDigest != recipeDigest ? $"the node's recipe, config or tokenizer differs from the run's ({join.RecipeDigest} is not {recipeDigest})"
                : null;
            if (refusal is not null)
                Context.GetLogger().Warning("node {0} at {1} is refused: {2}", join.Name, Sender.Path.Address, refusal);
            var weights = newest();
            Sender.Tell(refusal is null
                ? new NodeWelcome(WeightsPublished.Of(weights), _tree.Add(Sender, join.WeightPlace))
                : new NodeRefused(refusal));
            if (refusal is null)
                _ = Context.Watch(Sender);
        });
        Receive<Terminated>(lost => _tree.Remove(lost.ActorRef));
    }
}
