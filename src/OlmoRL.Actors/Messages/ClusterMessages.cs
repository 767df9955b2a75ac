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
/// <param name="Standbys">host:port of those who would take the coordinator's place.</param>
[MessagePackObject]
public sealed record NodeWelcome(
    [property: Key(0)] WeightsPublished Weights, [property: Key(1)] string ParentPlace, [property: Key(2)] string[] Standbys);

/// <summary>Gate to node or standby: you cannot take part.</summary>
/// <param name="Reason">What differs.</param>
[MessagePackObject]
public sealed record NodeRefused([property: Key(0)] string Reason);

/// <summary>Node to gate, every second: are you there?</summary>
[MessagePackObject]
public sealed record StillThere;

/// <summary>Gate to a node that it let in: yes; and who would take the coordinator's place.</summary>
/// <param name="Standbys">Their host:port.</param>
[MessagePackObject]
public sealed record Here([property: Key(0)] string[] Standbys);

/// <summary>Standby to gate, every second: I would take your place.</summary>
/// <param name="Address">host:port where nodes would join it.</param>
/// <param name="CodeVersion">Of its program.</param>
/// <param name="RecipeDigest">As <see cref="JoinNode"/>'s.</param>
/// <param name="RunId">What the run's folder says of who runs in it: the same only where both see the same folder.</param>
[MessagePackObject]
public sealed record StandBy(
    [property: Key(0)] string Address, [property: Key(1)] string CodeVersion, [property: Key(2)] string RecipeDigest, [property: Key(3)] string RunId);

/// <summary>Gate to standby: noted.</summary>
[MessagePackObject]
public sealed record StandByNoted;

/// <summary>Gate to all that take part: the run ended by itself, nobody need wait for another coordinator.</summary>
[MessagePackObject]
public sealed record RunEnded;

/// <summary>Node to gate, in answer.</summary>
[MessagePackObject]
public sealed record EndHeard;

/// <summary>Inference worker to itself: announced weights are here.</summary>
[MessagePackObject]
public sealed record WeightsArrived;

/// <summary>Inference worker to itself: announced weights did not come; the next announcement is tried.</summary>
[MessagePackObject]
public sealed record WeightsMissed([property: Key(0)] string Reason);
