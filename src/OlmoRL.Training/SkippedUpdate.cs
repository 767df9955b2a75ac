using OlmoRL.Batching;
using OlmoRL.Training.Optimization;

namespace OlmoRL.Training;

/// <summary>An update that was left out.</summary>
/// <param name="Batch">What it would have trained on.</param>
/// <param name="Outcome">Why.</param>
/// <param name="Loss">Of the update.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">Of the step.</param>
public sealed record SkippedUpdate(
    PackedBatch Batch, UpdateOutcome Outcome, double Loss, double GradientNorm, double LearningRate);
