using MessagePack;
using MessagePack.Resolvers;
using OlmoRL.Batching;

namespace OlmoRL.Training.Collectives;

/// <summary>What the leading learner asks of the others.</summary>
public enum LearnerOrderKind
{
    /// <summary>Load the snapshot, if there is one, and be ready.</summary>
    Start,

    /// <summary>Take a step together.</summary>
    Step,

    /// <summary>Hand in the optimizer's state.</summary>
    GatherState,

    /// <summary>The run is over.</summary>
    End,
}

/// <summary>An order as it is broadcast; what a kind does not need is null or zero.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Snapshot">To start from.</param>
/// <param name="MiniBatches">Of a step.</param>
/// <param name="LearningRate">Of a step.</param>
public sealed record LearnerOrder(
    LearnerOrderKind Kind, string? Snapshot = null, IReadOnlyList<PackedBatch>? MiniBatches = null, double LearningRate = 0)
{
    private static readonly MessagePackSerializerOptions Options = ContractlessStandardResolver.Options;

    /// <summary>As bytes.</summary>
    public byte[] ToBytes() => MessagePackSerializer.Serialize(this, Options);

    /// <summary>Waits for the leader's next order.</summary>
    public static LearnerOrder Await(ICollective collective) => MessagePackSerializer.Deserialize<LearnerOrder>(collective.Broadcast(null), Options);
}
