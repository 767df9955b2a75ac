using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>A loss ready for backward, and what happened on the way as sums over tokens.</summary>
/// <param name="Loss">Scalar, already divided by the denominator.</param>
/// <param name="Sums">Per-token quantities summed over the trained tokens, without gradient.</param>
public sealed record LossResult(Tensor Loss, IReadOnlyList<(string Metric, Tensor Sum)> Sums);
