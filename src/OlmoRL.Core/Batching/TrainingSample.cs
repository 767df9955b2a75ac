namespace OlmoRL.Batching;

/// <summary>One document for the learner: tokens, which of them are trained, and what reinforcement learning knows of each.</summary>
/// <example>Prompt [5, 6], response [7, 2]: TokenIds [5, 6, 7, 2], Trained [false, false, true, true].</example>
public sealed record TrainingSample
{
    /// <summary>[tokens]</summary>
    public required int[] TokenIds { get; init; }

    /// <summary>Whether the loss sees a token, [tokens]; the first token has no predictor and is never trained.</summary>
    public required bool[] Trained { get; init; }

    /// <summary>Log-prob the engine sampled each token with, [tokens]; null in supervised training.</summary>
    public float[]? EngineLogProbs { get; init; }

    /// <summary>Advantage of every trained token; 1 in supervised training.</summary>
    public float Advantage { get; init; } = 1f;
}
