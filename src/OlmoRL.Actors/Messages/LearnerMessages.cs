using MessagePack;
using OlmoRL.Actors.Wire;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Messages;

/// <summary>Coordinator to learner: take the step from <see cref="Version"/> with these groups, in this order.</summary>
/// <param name="Version">The version before the step.</param>
/// <param name="GroupIds">Fetched one by one; none for an empty step, which keeps the weights.</param>
[MessagePackObject]
public sealed record TrainOn([property: Key(0)] PolicyVersion Version, [property: Key(1)] long[] GroupIds);

/// <summary>Learner to coordinator: send a group's rollouts.</summary>
[MessagePackObject]
public sealed record FetchGroup([property: Key(0)] long GroupId);

/// <summary>Coordinator to learner: a slice of a serialised <see cref="RolloutGroup"/>.</summary>
[MessagePackObject]
public sealed record GroupPart([property: Key(0)] long GroupId, [property: Key(1)] PayloadPart Part)
{
    /// <summary>Cuts a group into messages.</summary>
    public static IEnumerable<GroupPart> Split(RolloutGroup group) => PayloadPart
        .Split(MessagePackSerializer.Serialize(group, MessagePackWireSerializer.Options))
        .Select(part => new GroupPart(group.Id, part));
}

/// <summary>Learner to coordinator: a step is done and its weights are published.</summary>
/// <param name="Weights">Where the new weights are.</param>
/// <param name="Metrics">By documented name.</param>
[MessagePackObject]
public sealed record StepCompleted(
    [property: Key(0)] WeightsPublished Weights,
    [property: Key(1)] Dictionary<string, double> Metrics);

/// <summary>Coordinator to learner: write weights and optimizer into a folder.</summary>
/// <param name="Folder">An existing, unfinished folder below the run's; the coordinator renames it when all is in.</param>
[MessagePackObject]
public sealed record SaveTrainState([property: Key(0)] string Folder);

/// <summary>Coordinator to learner: write a Hugging Face checkpoint.</summary>
/// <param name="Folder">Below the run's.</param>
[MessagePackObject]
public sealed record SaveCheckpoint([property: Key(0)] string Folder);

/// <summary>Learner to coordinator: the folder is written.</summary>
[MessagePackObject]
public sealed record Saved([property: Key(0)] string Folder);
