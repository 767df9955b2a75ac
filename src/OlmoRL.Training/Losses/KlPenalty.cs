using System.Diagnostics;
using OlmoRL.Objectives;
using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>The penalty that holds the policy near a reference.</summary>
public sealed record KlOptions
{
    /// <summary>Its weight; 0 for none.</summary>
    public double Beta { get; init; }

    /// <summary>Which estimate has the gradient; all three are reported.</summary>
    public KlEstimator Estimator { get; init; } = KlEstimator.K3;
}

/// <summary>Per-token estimates of the divergence from the reference policy.</summary>
internal static class KlPenalty
{
    /// <summary>exp(20) is 5e8: a broken token is seen in the loss and does not overflow it.</summary>
    private const double Limit = 20;

    /// <summary>One estimate, with gradient, [trained].</summary>
    public static Tensor Estimate(Tensor logProbs, Tensor referenceLogProbs, KlEstimator estimator)
    {
        var d = (logProbs - referenceLogProbs).clamp(-Limit, Limit);
        return estimator switch
        {
            KlEstimator.K1 => d,
            KlEstimator.K2 => d * d / 2,
            KlEstimator.K3 => (-d).expm1() + d,
            _ => throw new UnreachableException(),
        };
    }
}
