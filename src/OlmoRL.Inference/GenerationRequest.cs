using OlmoRL.Rollouts;

namespace OlmoRL.Inference;

/// <summary>One sequence to sample.</summary>
public sealed record GenerationRequest
{
    /// <summary>Whose tokens come back under this name.</summary>
    public required SequenceKey Key { get; init; }

    /// <summary>[promptTokens], at least one.</summary>
    public required int[] PromptTokenIds { get; init; }

    /// <summary>Tokens sampled before, when a sequence goes on; their keys and values are computed with the prompt's.</summary>
    public int[] SampledTokenIds { get; init; } = [];

    /// <summary>When and how to draw.</summary>
    public required SamplingParams Sampling { get; init; }

    /// <summary>
    /// Together with the position it decides every draw, so a sequence's randomness depends neither on what it was
    /// batched with nor on when.
    /// </summary>
    public required ulong Seed { get; init; }

    /// <summary>Limits what may be said, or null. It is this sequence's own.</summary>
    public ITokenConstraint? Constraint { get; init; }
}
