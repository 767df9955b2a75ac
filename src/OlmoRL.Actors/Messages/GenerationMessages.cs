using MessagePack;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Messages;

/// <summary>Inference worker to coordinator: how many more sequences it can take, and with which weights.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="FreeSequences">Sequences it wants now.</param>
/// <param name="SeenOrders">Orders up to this number arrived, or never will; later ones are still on their way.</param>
/// <param name="Version">The weights it samples with.</param>
[MessagePackObject]
public sealed record RequestWork(
    [property: Key(0)] string Worker,
    [property: Key(1)] int FreeSequences,
    [property: Key(2)] long SeenOrders,
    [property: Key(3)] PolicyVersion Version);

/// <summary>Coordinator to inference worker: sample these siblings of a group.</summary>
[MessagePackObject]
public sealed record GenerateGroup
{
    /// <summary>The group.</summary>
    [Key(0)]
    public required long GroupId { get; init; }

    /// <summary>The lease; comes back with every result.</summary>
    [Key(1)]
    public required int Epoch { get; init; }

    /// <summary>[promptTokens]</summary>
    [Key(2)]
    public required int[] PromptTokenIds { get; init; }

    /// <summary>Which siblings; a re-issued lease asks only for the unfinished ones.</summary>
    [Key(3)]
    public required int[] Siblings { get; init; }

    /// <summary>How to draw.</summary>
    [Key(4)]
    public required SamplingParams Sampling { get; init; }

    /// <summary>A seed for each of <see cref="Siblings"/>.</summary>
    [Key(5)]
    public required ulong[] Seeds { get; init; }

    /// <summary>More orders of the same wave follow; the worker waits for the last before it steps.</summary>
    [Key(6)]
    public required bool MoreFollow { get; init; }

    /// <summary>Counts the orders of a worker, from 1; 0 in a replay, where nothing can be lost.</summary>
    [Key(7)]
    public required long Number { get; init; }

    /// <summary>Tokens that went before as <see cref="SampledPrefix"/>, for each of <see cref="Siblings"/>.</summary>
    [Key(8)]
    public required int[] SampledCounts { get; init; }
}

/// <summary>A node's inference worker to coordinator, every few seconds: what it has. A lease that it should have and has not was lost on its way.</summary>
[MessagePackObject]
public sealed record WorkHeld
{
    /// <summary>Its name.</summary>
    [Key(0)]
    public required string Worker { get; init; }

    /// <summary>Orders up to this number arrived, or never will.</summary>
    [Key(1)]
    public required long SeenOrders { get; init; }

    /// <summary>Groups with a sequence that has not ended.</summary>
    [Key(2)]
    public required long[] GroupIds { get; init; }

    /// <summary>The lease of each.</summary>
    [Key(3)]
    public required int[] Epochs { get; init; }

    /// <summary>The weights it samples with.</summary>
    [Key(4)]
    public required PolicyVersion Version { get; init; }
}

/// <summary>Coordinator to a node's inference worker, in answer: messages keep their order, so what was sent before this has arrived or is lost.</summary>
/// <param name="SentOrders">Orders sent to it so far.</param>
/// <param name="Hold">As <see cref="HoldGeneration"/> said last.</param>
[MessagePackObject]
public sealed record WorkKnown([property: Key(0)] long SentOrders, [property: Key(1)] bool Hold);

/// <summary>Coordinator to inference worker: keep sequences where they are, or let them go on.</summary>
/// <param name="Hold">True to take no decode step until told otherwise; weights are adopted meanwhile.</param>
[MessagePackObject]
public sealed record HoldGeneration([property: Key(0)] bool Hold);

/// <summary>Coordinator to inference worker, before the order: tokens that a sibling has sampled already; more may follow.</summary>
/// <param name="Order">The order's number.</param>
/// <param name="Sibling">Which sibling.</param>
/// <param name="Offset">Tokens of it that went before.</param>
/// <param name="TokenIds">At most <see cref="TokensAppended.MaxTokens"/>.</param>
[MessagePackObject]
public sealed record SampledPrefix(
    [property: Key(0)] long Order, [property: Key(1)] int Sibling, [property: Key(2)] int Offset, [property: Key(3)] int[] TokenIds);

/// <summary>Inference worker to coordinator: what its engine was given, for the schedule of the run.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Inputs">In order, at most <see cref="MaxInputs"/> a message.</param>
[MessagePackObject]
public sealed record EngineInputs([property: Key(0)] string Worker, [property: Key(1)] EngineInput[] Inputs)
{
    /// <summary>Keeps the message far below the frame limit of 128 kB.</summary>
    public const int MaxInputs = 2048;
}

/// <summary>Coordinator to inference worker: forget a group.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Epoch">The lease, or an earlier one; a later one stays.</param>
[MessagePackObject]
public sealed record CancelGroup([property: Key(0)] long GroupId, [property: Key(1)] int Epoch);

/// <summary>Inference worker to coordinator: tokens of one sequence, at most <see cref="MaxTokens"/> a message.</summary>
[MessagePackObject]
public sealed record TokensAppended
{
    /// <summary>Keeps the message far below the frame limit of 128 kB.</summary>
    public const int MaxTokens = 2048;

    /// <summary>The group.</summary>
    [Key(0)]
    public required long GroupId { get; init; }

    /// <summary>The lease.</summary>
    [Key(1)]
    public required int Epoch { get; init; }

    /// <summary>Which sibling.</summary>
    [Key(2)]
    public required int Sibling { get; init; }

    /// <summary>Sampled tokens that went before.</summary>
    [Key(3)]
    public required int Offset { get; init; }

    /// <summary>[tokens]</summary>
    [Key(4)]
    public required int[] TokenIds { get; init; }

    /// <summary>[tokens]</summary>
    [Key(5)]
    public required float[] LogProbs { get; init; }

    /// <summary>Which version sampled each token; starts count from the first token of this message.</summary>
    [Key(6)]
    public required PolicySpan[] Spans { get; init; }
}

/// <summary>Inference worker to coordinator: a sequence ended; all its tokens were sent before.</summary>
[MessagePackObject]
public sealed record CompletionFinished(
    [property: Key(0)] long GroupId,
    [property: Key(1)] int Epoch,
    [property: Key(2)] int Sibling,
    [property: Key(3)] int TokenCount,
    [property: Key(4)] FinishReason FinishReason);

/// <summary>Inference worker to coordinator: what the engine did since the last report.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="SampledTokens">Tokens drawn.</param>
/// <param name="Steps">Engine steps.</param>
/// <param name="OccupiedSlotSteps">Slots in use, summed over the steps.</param>
/// <param name="Busy">Time inside the engine.</param>
[MessagePackObject]
public sealed record EngineReport(
    [property: Key(0)] string Worker,
    [property: Key(1)] long SampledTokens,
    [property: Key(2)] long Steps,
    [property: Key(3)] long OccupiedSlotSteps,
    [property: Key(4)] TimeSpan Busy);
