using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>The whole objective: sum over tokens of share * (loss * importance weight + beta * KL).</summary>
public sealed class PolicyObjective(IPolicyLoss loss, ImportanceOptions importance, KlOptions kl)
{
    /// <summary>The loss of a micro-batch and what health wants to know of it.</summary>
    public PolicyLossResult Compute(LossInput input)
    {
        var tokens = loss.Compute(input);
        var weights = ImportanceWeights.Of(input, importance);
        var total = (tokens.Losses * weights.Weights * input.Shares).sum();
        Tensor? penalty = null;
        if (kl.Beta > 0 && input.ReferenceLogProbs is { } reference)
        {
            penalty = (KlPenalty.Estimate(input.LogProbs, reference, kl.Estimator) * input.Shares).sum() * kl.Beta;
            total += penalty;
        }

        return new PolicyLossResult(total, penalty, tokens, weights);
    }
}

/// <summary>A scalar loss ready for backward, with its parts.</summary>
/// <param name="Loss">Scalar, the denominator in it.</param>
/// <param name="Penalty">The KL term in it, scalar; null without.</param>
/// <param name="Tokens">The objective's own.</param>
/// <param name="Importance">The off-policy weights.</param>
public sealed record PolicyLossResult(Tensor Loss, Tensor? Penalty, TokenLoss Tokens, ImportanceWeights Importance);
