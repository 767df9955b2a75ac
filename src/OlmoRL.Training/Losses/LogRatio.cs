using static TorchSharp.torch;

namespace OlmoRL.Training.Losses;

/// <summary>Probability ratios that cannot overflow: the log-ratio is cut before exp.</summary>
/// <remarks>
/// exp of an unbounded difference is inf for a broken token, and 0 times inf in the backward pass is NaN for every
/// weight; cutting afterwards is too late.
/// </remarks>
internal static class LogRatio
{
    /// <summary>A log-ratio beyond this is a broken token; within it exp stays below 22,027.</summary>
    public const double Limit = 10;

    /// <summary>exp(a - b), the difference cut to +-<see cref="Limit"/>; a cut token has no gradient.</summary>
    public static Tensor Exp(Tensor difference) => difference.clamp(-Limit, Limit).exp();
}
