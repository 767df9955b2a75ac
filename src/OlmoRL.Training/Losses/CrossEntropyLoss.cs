using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>Negative log-likelihood of the trained tokens over a denominator that the whole optimizer step shares.</summary>
public static class CrossEntropyLoss
{
    /// <summary>Sum of -logProbs over the denominator, so that accumulating micro-batches changes nothing.</summary>
    /// <param name="logProbs">[trained]</param>
    /// <param name="denominator">Trained tokens of the whole optimizer step.</param>
    public static Tensor Compute(Tensor logProbs, double denominator) => -logProbs.sum() / denominator;
}
