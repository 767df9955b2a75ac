namespace OlmoRL.Training.Losses;

/// <summary>CISPO: -A min(r, 1 + high) log p per token with the ratio as a constant, so that no token loses its gradient.</summary>
/// <remarks>MiniMax-M1, arXiv 2506.13585, equations 4 and 5, upper cut only.</remarks>
public sealed class CispoLoss(ClipOptions clip) : IPolicyLoss
{
    /// <inheritdoc/>
    public TokenLoss Compute(LossInput input)
    {
        var ratio = LogRatio.Exp(input.LogProbs.detach() - input.OldLogProbs);
        var weight = ratio.clamp(max: 1 + clip.High);
        return new TokenLoss(-input.Advantages * weight * input.LogProbs, ratio, ratio > 1 + clip.High);
    }
}
