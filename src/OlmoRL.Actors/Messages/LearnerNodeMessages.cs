using MessagePack;

namespace OlmoRL.Actors.Messages;

/// <summary>Learner node to gate: let me train.</summary>
/// <param name="Name">Unique to this process.</param>
/// <param name="CodeVersion">Of its program.</param>
/// <param name="RecipeDigest">As <see cref="JoinNode"/>'s.</param>
/// <param name="RunId">As <see cref="StandBy"/>'s: it reads and writes snapshots and checkpoints in the run's folder.</param>
[MessagePackObject]
public sealed record JoinLearner(
    [property: Key(0)] string Name, [property: Key(1)] string CodeVersion, [property: Key(2)] string RecipeDigest, [property: Key(3)] string RunId);

/// <summary>Gate to learner node: begin here, and publish these weights.</summary>
/// <param name="Snapshot">Folder below the run's; empty begins with the recipe's checkpoint.</param>
/// <param name="Step">Optimizer steps taken.</param>
/// <param name="Steps">Of the run, which the learning rate follows.</param>
[MessagePackObject]
public sealed record LearnerWelcome([property: Key(0)] string Snapshot, [property: Key(1)] int Step, [property: Key(2)] int Steps);

/// <summary>Learner itself to gate: ready, with its first weights published.</summary>
[MessagePackObject]
public sealed record LearnerReady([property: Key(0)] WeightsPublished Weights);
