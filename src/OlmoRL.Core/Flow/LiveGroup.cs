using MessagePack;
using OlmoRL.Rollouts;

namespace OlmoRL.Flow;

/// <summary>A sibling that ended and waits for its verdict.</summary>
[MessagePackObject]
public sealed record UngradedSibling([property: Key(0)] int Sibling, [property: Key(1)] Completion Completion);

/// <summary>A sibling in the middle of its sampling: tokens so far, with log-probs and versions.</summary>
[MessagePackObject]
public sealed record PartialSibling([property: Key(0)] int Sibling, [property: Key(1)] CompletionSegment Sampled);

/// <summary>A group under way, as a snapshot keeps it: nothing that was sampled or graded is done again.</summary>
/// <remarks>
/// Cached keys and values are not kept: an engine computes them anew from prompt and tokens. Every draw is a function of
/// seed and position, so sampling goes on as if it had not stopped.
/// </remarks>
[MessagePackObject]
public sealed record LiveGroup
{
    /// <summary>Place in the run's seeded order; the prompt is drawn again from it.</summary>
    [Key(0)]
    public required long Id { get; init; }

    /// <summary>The newest published version when it was admitted.</summary>
    [Key(1)]
    public required PolicyVersion AdmittedAt { get; init; }

    /// <summary>Whether credit is assigned and it waits for its step.</summary>
    [Key(2)]
    public required bool IsReady { get; init; }

    /// <summary>Graded siblings, with advantages once it is ready.</summary>
    [Key(3)]
    public required Rollout[] Rollouts { get; init; }

    /// <summary>Siblings between engine and verdict.</summary>
    [Key(4)]
    public required UngradedSibling[] Ungraded { get; init; }

    /// <summary>Siblings in an engine.</summary>
    [Key(5)]
    public required PartialSibling[] Partial { get; init; }
}
