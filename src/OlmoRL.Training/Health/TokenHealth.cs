using OlmoRL.Training.Losses;
using static TorchSharp.torch;

namespace OlmoRL.Training.Health;

/// <summary>What a micro-batch tells of numerics and policy: sums over its tokens, taken in one read.</summary>
/// <remarks>
/// The engine's samples are the data, d = old - engine log-prob and rho = exp(d): exp(d) - 1 - d estimates KL(engine,
/// old), and rho d - (rho - 1) estimates KL(old, engine); both are never negative. docs/metrics.md says what each name
/// means.
/// </remarks>
internal static class TokenHealth
{
    /// <summary>Edges of the histograms of both ratios.</summary>
    public static readonly double[] RatioEdges = [0.5, 0.8, 0.95, 1.05, 1.25, 2];

    /// <summary>Names of the sums, in order.</summary>
    public static readonly string[] Sums =
    [
        "policy/entropy", "policy/ratio_mean", RatioSquared, "policy/clip_share", "policy/importance_mean",
        "policy/importance_weight_mean", "policy/truncation_share", "policy/floor_share", "policy/masked_share",
        "mismatch/logprob_abs_mean", "mismatch/logprob_mean", MismatchSquared, "mismatch/kl", "mismatch/kl_reverse",
    ];

    /// <summary>For the variance of the ratio.</summary>
    public const string RatioSquared = "policy/ratio_squared";

    /// <summary>For the deviation of the mismatch.</summary>
    public const string MismatchSquared = "mismatch/logprob_squared";

    /// <summary>Names of the sums where there is a reference.</summary>
    public static readonly string[] ReferenceSums = ["kl/k1", "kl/k2", "kl/k3"];

    /// <summary>Takes a micro-batch.</summary>
    public static TokenSums Measure(LossInput input, PolicyLossResult result, Tensor entropy)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var (ratio, weights) = (result.Tokens.Ratio, result.Importance);
        var mismatch = input.OldLogProbs - input.EngineLogProbs;
        var d = mismatch.clamp(-LogRatio.Limit, LogRatio.Limit);
        var rho = d.exp();
        Tensor[] perToken =
        [
            entropy, ratio, ratio * ratio, result.Tokens.Clipped & weights.Masked.logical_not(), weights.Ratio,
            weights.Weights, weights.Capped, weights.Raised, weights.Masked,
            mismatch.abs(), mismatch, mismatch * mismatch, rho - 1 - d, rho * d - (rho - 1),
        ];
        List<Tensor> values = [.. perToken.Select(Sum)];
        if (input.ReferenceLogProbs is { } reference)
            values.AddRange(Enum.GetValues<Objectives.KlEstimator>().Select(k => Sum(KlPenalty.Estimate(input.LogProbs, reference, k))));
        foreach (var ratios in (Tensor[])[ratio, weights.Ratio])
            values.AddRange(Counts(ratios));
        values.AddRange([mismatch.abs().max(), result.Loss.detach(), result.Penalty?.detach() ?? zeros_like(result.Loss)]);
        return new TokenSums(
            stack(values.Select(v => v.to(ScalarType.Float64))).cpu().data<double>().ToArray(),
            input.ReferenceLogProbs is not null);
    }

    private static Tensor Sum(Tensor perToken) => perToken.to(ScalarType.Float64).sum();

    private static IEnumerable<Tensor> Counts(Tensor values)
    {
        var reached = RatioEdges.Select(e => (values >= e).sum().to(ScalarType.Float64)).ToArray();
        var total = full([], values.numel(), dtype: ScalarType.Float64, device: values.device);
        return Enumerable.Range(0, RatioEdges.Length + 1).Select(i =>
            (i == 0 ? total : reached[i - 1]) - (i == RatioEdges.Length ? zeros_like(total) : reached[i]));
    }
}
