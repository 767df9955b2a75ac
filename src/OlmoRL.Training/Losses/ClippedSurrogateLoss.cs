using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>Where the ratio and the off-policy weight are cut.</summary>
public sealed record ClippedSurrogateOptions
{
    /// <summary>A ratio below 1 - this earns no gradient when that would lower it further.</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>A ratio above 1 + this earns no gradient when that would raise it further (clip-higher of DAPO).</summary>
    public double ClipHigh { get; init; } = 0.272;

    /// <summary>Largest weight of old over engine probability (truncated importance sampling).</summary>
    public double ImportanceCap { get; init; } = 2.0;
}

/// <summary>OlmoRL's objective: token-level clipped surrogate with a truncated importance weight.</summary>
/// <remarks>
/// Olmo 3 report (arXiv 2512.13961), equation 1: per token max(-A r, -A clip(r)) min(rho, cap), where r is current over
/// old and rho old over engine probability, rho a constant. GRPO and DAPO are values of the options.
/// </remarks>
public sealed class ClippedSurrogateLoss(ClippedSurrogateOptions options)
{
    /// <summary>A log-ratio beyond this is a broken token; exp of more would overflow.</summary>
    private const double LogRatioLimit = 10;

    /// <summary>The loss of some tokens of an optimizer step.</summary>
    /// <param name="logProbs">Under the current weights, with gradient, [trained].</param>
    /// <param name="oldLogProbs">Under the weights the step began with, [trained].</param>
    /// <param name="engineLogProbs">As sampled, [trained].</param>
    /// <param name="advantages">[trained]</param>
    /// <param name="denominator">Trained tokens of the whole optimizer step.</param>
    public LossResult Compute(
        Tensor logProbs, Tensor oldLogProbs, Tensor engineLogProbs, Tensor advantages, double denominator)
    {
        var ratio = (logProbs - oldLogProbs).clamp(-LogRatioLimit, LogRatioLimit).exp();
        var clipped = ratio.clamp(1 - options.ClipLow, 1 + options.ClipHigh);
        var unclippedLoss = -advantages * ratio;
        var clippedLoss = -advantages * clipped;
        using var guard = no_grad();
        var importance = (oldLogProbs - engineLogProbs).clamp(-LogRatioLimit, LogRatioLimit).exp();
        var weight = importance.clamp(max: options.ImportanceCap);
        Tensor loss;
        using (enable_grad())
            loss = (maximum(unclippedLoss, clippedLoss) * weight).sum() / denominator;
        return new LossResult(loss,
        [
            ("policy/clip_share", (clippedLoss > unclippedLoss).sum()),
            ("policy/truncation_share", (importance > options.ImportanceCap).sum()),
            ("policy/ratio_mean", ratio.detach().sum()),
            ("policy/importance_mean", importance.sum()),
        ]);
    }
}
