using MessagePack;

namespace OlmoRL.Actors.Messages;

/// <summary>Node to gate: let me take part.</summary>
/// <param name="Name">Unique to this process.</param>
/// <param name="CodeVersion">Of its program.</param>
/// <param name="RecipeDigest">Of what it would work on: recipe, config and tokenizer.</param>
/// <param name="WeightPlace">Where it hands weights on; empty when it has no use for them.</param>
[MessagePackObject]
public sealed record JoinNode(
    [property: Key(0)] string Name, [property: Key(1)] string CodeVersion, [property: Key(2)] string RecipeDigest,
    [property: Key(3)] string WeightPlace);

/// <summary>Gate to node: begin with these weights.</summary>
/// <param name="Weights">The newest.</param>
/// <param name="ParentPlace">The node to ask for weights before the learner; empty for none.</param>
[MessagePackObject]
public sealed record NodeWelcome([property: Key(0)] WeightsPublished Weights, [property: Key(1)] string ParentPlace);

/// <summary>Gate to node: you cannot take part.</summary>
/// <param name="Reason">What differs.</param>
[MessagePackObject]
public sealed record NodeRefused([property: Key(0)] string Reason);

/// <summary>Inference worker to itself: announced weights are here.</summary>
[MessagePackObject]
public sealed record WeightsArrived;

/// <summary>Inference worker to itself: announced weights did not come; the next announcement is tried.</summary>
[MessagePackObject]
public sealed record WeightsMissed([property: Key(0)] string Reason);
