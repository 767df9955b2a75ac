using MessagePack;

namespace OlmoRL.Rollouts;

/// <summary>Consecutive tokens of a completion that share their origin: sampled by the policy, or put there by a tool.</summary>
/// <example>Three tokens, the last sampled after an in-flight weight update:
/// TokenIds [17, 4, 2], LogProbs [-0.1, -1.2, -0.3], Spans [(0, 2, v6), (2, 1, v7)], Trained true.</example>
[MessagePackObject]
public sealed record CompletionSegment
{
    /// <summary>[tokens]</summary>
    [Key(0)]
    public required int[] TokenIds { get; init; }

    /// <summary>Engine log-probability of each token under the distribution it was sampled from, [tokens]; NaN if unknown.</summary>
    [Key(1)]
    public required float[] LogProbs { get; init; }

    /// <summary>Which policy version sampled each token: ordered, without gap, covering all tokens of a trained segment.</summary>
    [Key(2)]
    public required PolicySpan[] Spans { get; init; }

    /// <summary>Whether the loss sees these tokens; false for what a tool wrote.</summary>
    [Key(3)]
    public bool Trained { get; init; } = true;
}
