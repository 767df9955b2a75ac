using MessagePack;

namespace OlmoRL.Rollouts;

/// <summary>How the engine samples one sequence.</summary>
[MessagePackObject]
public sealed record SamplingParams
{
    /// <summary>Divides the logits before the softmax; 0 takes the most likely token.</summary>
    [Key(0)]
    public double Temperature { get; init; } = 1.0;

    /// <summary>Most tokens to sample, the end token included.</summary>
    [Key(1)]
    public required int MaxTokens { get; init; }

    /// <summary>Sampling one of these ends the sequence; the token is kept.</summary>
    [Key(2)]
    public required int[] StopTokenIds { get; init; }
}
