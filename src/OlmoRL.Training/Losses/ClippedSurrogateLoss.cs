using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>Where ratios are cut.</summary>
public sealed record ClipOptions
{
    /// <summary>A ratio below 1 - this earns no gradient when that would lower it further.</summary>
    public double Low { get; init; } = 0.2;

    /// <summary>A ratio above 1 + this earns no gradient when that would raise it further (clip-higher of DAPO).</summary>
    public double High { get; init; } = 0.272;
}

/// <summary>The clipped surrogate: max(-A r, -A clip(r, 1 - low, 1 + high)) per token, r = current / old probability.</summary>
/// <remarks>
/// PPO (arXiv 1707.06347, equation 7) as GRPO (2402.03300), DAPO (2503.14476) and Dr. GRPO (2503.20783) use it: they
/// are values of clip, denominator and advantage normalisation. Olmo 3 (2512.13961, equation 1) is DAPO's with rho.
/// </remarks>
public sealed class ClippedSurrogateLoss(ClipOptions clip) : IPolicyLoss
{
    /// <inheritdoc/>
    public TokenLoss Compute(LossInput input)
    {
        var ratio = LogRatio.Exp(input.LogProbs - input.OldLogProbs);
        var free = -input.Advantages * ratio;
        var cut = -input.Advantages * ratio.clamp(1 - clip.Low, 1 + clip.High);
        return new TokenLoss(maximum(free, cut), ratio.detach(), cut.detach() > free.detach());
    }
}
