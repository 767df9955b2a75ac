namespace OlmoRL.Training;

/// <summary>What an optimizer step did.</summary>
/// <param name="Loss">Mean over the step's updates.</param>
/// <param name="GradientNorm">Before clipping; the mean over the step's updates.</param>
/// <param name="TrainedTokens">Tokens the loss saw, once for each epoch.</param>
/// <param name="ComputedTokens">Tokens in the rows, prompts included, padding not.</param>
/// <param name="Skipped">Updates left out because loss or gradient was not finite.</param>
/// <param name="Spikes">Updates left out because loss or gradient norm stood out.</param>
/// <param name="Metrics">By documented name.</param>
public sealed record StepResult(
    double Loss, double GradientNorm, int TrainedTokens, int ComputedTokens, int Skipped, int Spikes,
    IReadOnlyDictionary<string, double> Metrics);
