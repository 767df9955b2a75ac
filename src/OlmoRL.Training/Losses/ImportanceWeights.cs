using OlmoRL.Objectives;
using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>How tokens are weighted whose sampling weights were not those the step began with.</summary>
public sealed record ImportanceOptions
{
    /// <summary>Token or response.</summary>
    public ImportanceLevel Level { get; init; }

    /// <summary>Largest weight (truncated importance sampling).</summary>
    public double Cap { get; init; } = 2.0;

    /// <summary>Smallest weight; 0 for none.</summary>
    public double Floor { get; init; }

    /// <summary>Below this ratio a token gets no weight (IcePop); 0 for none.</summary>
    public double MaskBelow { get; init; }

    /// <summary>Above this ratio a token gets no weight (IcePop); 0 for none.</summary>
    public double MaskAbove { get; init; }
}

/// <summary>The off-policy weight of each token, a constant: rho = old / engine probability, masked, then cut.</summary>
/// <remarks>
/// rho corrects what lies between the engine that sampled a token (its numerics, its older weights) and the weights the
/// step began with. A masked token keeps its place in the denominator.
/// </remarks>
/// <param name="Weights">[trained]</param>
/// <param name="Ratio">rho before masks and cuts, [trained].</param>
/// <param name="Masked">bool, [trained]</param>
/// <param name="Capped">bool, [trained]</param>
/// <param name="Raised">Below the floor; bool, [trained].</param>
public sealed record ImportanceWeights(Tensor Weights, Tensor Ratio, Tensor Masked, Tensor Capped, Tensor Raised)
{
    /// <summary>The weights of some tokens; no gradient passes.</summary>
    public static ImportanceWeights Of(LossInput input, ImportanceOptions options)
    {
        using var guard = no_grad();
        var difference = input.OldLogProbs - input.EngineLogProbs;
        if (options.Level == ImportanceLevel.Sequence)
            difference = input.Responses.Mean(difference);
        var ratio = LogRatio.Exp(difference);
        var masked = (ratio < options.MaskBelow) | (ratio > (options.MaskAbove > 0 ? options.MaskAbove : double.MaxValue));
        var kept = ratio.clamp(options.Floor, options.Cap).masked_fill(masked, 0);
        var inside = masked.logical_not();
        return new ImportanceWeights(
            kept, ratio, masked, (ratio > options.Cap) & inside, (ratio < options.Floor) & inside);
    }
}
