using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>GSPO: the clipped surrogate with one ratio per response, the geometric mean over its tokens.</summary>
/// <remarks>
/// arXiv 2507.18071, equations 5 and 7: s = exp(mean over the response of log r). With the denominator `sequence` the
/// sum over tokens is the paper's mean over responses. Per response, never per packed row.
/// </remarks>
public sealed class GspoLoss(ClipOptions clip) : IPolicyLoss
{
    /// <inheritdoc/>
    public TokenLoss Compute(LossInput input)
    {
        var ratio = LogRatio.Exp(input.Responses.Mean(input.LogProbs - input.OldLogProbs));
        var free = -input.Advantages * ratio;
        var cut = -input.Advantages * ratio.clamp(1 - clip.Low, 1 + clip.High);
        return new TokenLoss(maximum(free, cut), ratio.detach(), cut.detach() > free.detach());
    }
}
