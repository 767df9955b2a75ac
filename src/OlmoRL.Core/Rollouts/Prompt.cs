using MessagePack;

namespace OlmoRL.Rollouts;

/// <summary>A dataset item ready to sample from.</summary>
[MessagePackObject]
public sealed record Prompt
{
    /// <summary>Names the item within its dataset; stable over runs.</summary>
    [Key(0)]
    public required string ItemId { get; init; }

    /// <summary>The rendered prompt, [promptTokens].</summary>
    [Key(1)]
    public required int[] TokenIds { get; init; }

    /// <summary>The prompt as verifiers and judges see it: turns as lines of "role: content", or the raw text.</summary>
    [Key(2)]
    public required string Text { get; init; }

    /// <summary>What completions are graded against; their weighted scores are summed.</summary>
    [Key(3)]
    public required VerifierTarget[] Targets { get; init; }

    /// <summary>The dataset row as it was read (JSON), for custom rewards and traces.</summary>
    [Key(4)]
    public required string Row { get; init; }
}
