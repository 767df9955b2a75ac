using OlmoRL.Batching;
using OlmoRL.Training.Optimization;

namespace OlmoRL.Training;

/// <summary>An update that was left out, with all that is needed to compute it again.</summary>
/// <param name="Batch">What it would have trained on.</param>
/// <param name="OldLogProbs">Of the micro-batches' trained tokens, in their order.</param>
/// <param name="ReferenceLogProbs">The same under the reference; null without one.</param>
/// <param name="Outcome">Why it was left out.</param>
/// <param name="Loss">Of the update.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="LearningRate">Of the step.</param>
public sealed record SkippedUpdate(
    PackedBatch Batch, float[] OldLogProbs, float[]? ReferenceLogProbs, UpdateOutcome Outcome, double Loss,
    double GradientNorm, double LearningRate);
