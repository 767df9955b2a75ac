namespace OlmoRL.Training;

/// <summary>What an optimizer step did.</summary>
/// <param name="Loss">Over all trained tokens of the step.</param>
/// <param name="GradientNorm">Before clipping; the mean over the step's updates.</param>
/// <param name="TrainedTokens">Tokens the loss saw.</param>
/// <param name="ComputedTokens">Tokens in the rows, prompts included, padding not.</param>
/// <param name="Skipped">Updates left out because loss or gradient was not finite.</param>
/// <param name="Metrics">By documented name.</param>
public sealed record StepResult(
    double Loss, double GradientNorm, int TrainedTokens, int ComputedTokens, int Skipped,
    IReadOnlyDictionary<string, double> Metrics);
