namespace OlmoRL.Models;

/// <summary>The YaRN scaling of full-attention layers.</summary>
/// <remarks>arXiv 2309.00071; the numbers of Olmo 3 are in its config.json under rope_scaling.</remarks>
public sealed record YarnScaling
{
    /// <summary>How many times longer than the original context positions may get.</summary>
    public required double Factor { get; init; }

    /// <summary>Context length before scaling, in tokens.</summary>
    public required int OriginalMaxPositions { get; init; }

    /// <summary>Rotations over the original context above which a frequency is left alone.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>Rotations below which a frequency is divided by the factor.</summary>
    public double BetaSlow { get; init; } = 1;

    /// <summary>Multiplies cos and sin; <see cref="DefaultAttentionFactor"/> unless the file says otherwise.</summary>
    public required double AttentionFactor { get; init; }

    /// <summary>0.1 ln(factor) + 1: equation 22 of the paper.</summary>
    public static double DefaultAttentionFactor(double factor) => 0.1 * Math.Log(factor) + 1;
}
