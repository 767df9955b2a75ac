namespace OlmoRL.Training.Forward;

/// <summary>How much memory the forward and backward pass may take.</summary>
public sealed record ForwardOptions
{
    /// <summary>Keep only the input of each decoder layer, and compute the layer again in the backward pass.</summary>
    public bool Checkpointing { get; init; }

    /// <summary>Most fp32 logits, tokens times vocabulary, that exist at once.</summary>
    public int LogitsPerChunk { get; init; } = 1 << 25;
}
