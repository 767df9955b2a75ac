namespace OlmoRL.Training;

/// <summary>What a skipped update does when it is computed again.</summary>
/// <param name="Loss">Of the update.</param>
/// <param name="GradientNorm">Joint norm before clipping.</param>
/// <param name="Parts">Its micro-batches in their order.</param>
/// <param name="BrokenGradients">Weights whose gradient is not finite, in the order of the forward pass.</param>
public sealed record ReplayReport(
    double Loss, double GradientNorm, IReadOnlyList<ReplayedPart> Parts, IReadOnlyList<string> BrokenGradients);

/// <summary>A micro-batch, computed again.</summary>
/// <param name="TrainedTokens">Tokens the loss saw.</param>
/// <param name="Loss">Its share of the update's loss.</param>
/// <param name="BrokenAdvantages">Advantages that are not finite.</param>
/// <param name="BrokenEngineLogProbs">Engine log-probs that are not finite.</param>
/// <param name="BrokenOldLogProbs">Old log-probs that are not finite.</param>
/// <param name="BrokenLogProbs">Log-probs under the present weights that are not finite.</param>
/// <param name="LargestMismatch">Largest difference between old and engine log-prob, nats.</param>
public sealed record ReplayedPart(
    int TrainedTokens, double Loss, int BrokenAdvantages, int BrokenEngineLogProbs, int BrokenOldLogProbs,
    int BrokenLogProbs, double LargestMismatch);
