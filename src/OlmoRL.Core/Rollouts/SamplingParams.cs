using MessagePack;

namespace OlmoRL.Rollouts;

/// <summary>How the engine samples one sequence.</summary>
/// <remarks>
/// Applied in the order temperature, top-k, top-p, min-p. Each filter sees what the one before it left, normalised;
/// log-probs are of the distribution that all of them leave. Training refuses the three filters,
/// because a learner that normalises over the whole vocabulary would see biased ratios.
/// </remarks>
[MessagePackObject]
public sealed record SamplingParams
{
    /// <summary>Divides the logits before the softmax; 0 takes the most likely token, scored at temperature 1.</summary>
    [Key(0)]
    public double Temperature { get; init; } = 1.0;

    /// <summary>Most tokens to sample, the end token included.</summary>
    [Key(1)]
    public required int MaxTokens { get; init; }

    /// <summary>Sampling one of these ends the sequence; the token is kept.</summary>
    [Key(2)]
    public required int[] StopTokenIds { get; init; }

    /// <summary>Keeps the fewest most likely tokens whose probability reaches this; 1 keeps all.</summary>
    [Key(3)]
    public double TopP { get; init; } = 1.0;

    /// <summary>Keeps this many most likely tokens; 0 keeps all.</summary>
    [Key(4)]
    public int TopK { get; init; }

    /// <summary>Keeps tokens at least this times as likely as the most likely one; 0 keeps all.</summary>
    [Key(5)]
    public double MinP { get; init; }

    /// <summary>Text that ends the sequence, wherever token boundaries fall; the token that completes it is kept.</summary>
    [Key(6)]
    public string[] StopStrings { get; init; } = [];

    /// <summary>How many most likely tokens to report with each sampled one.</summary>
    [Key(7)]
    public int TopLogProbs { get; init; }

    /// <summary>Report the log-probs of the prompt's tokens too, at temperature 1.</summary>
    [Key(8)]
    public bool PromptLogProbs { get; init; }

    /// <summary>Whether part of the vocabulary can be cut away before drawing.</summary>
    [IgnoreMember]
    public bool IsTruncated => TopP < 1 || TopK > 0 || MinP > 0;

    /// <summary>What is wrong with the values, or null.</summary>
    public string? Problem() => this switch
    {
        { Temperature: not (>= 0 and <= 10) } => $"temperature {Temperature}: allowed: 0 to 10",
        { MaxTokens: < 1 } => $"max tokens {MaxTokens}: allowed: at least 1",
        { TopP: not (> 0 and <= 1) } => $"top-p {TopP}: allowed: above 0, at most 1",
        { TopK: < 0 } => $"top-k {TopK}: allowed: at least 0",
        { MinP: not (>= 0 and < 1) } => $"min-p {MinP}: allowed: at least 0, below 1",
        { TopLogProbs: < 0 } => $"top log-probs {TopLogProbs}: allowed: at least 0",
        _ when StopStrings.Contains("") => "an empty stop string: allowed: text",
        _ => null,
    };
}
