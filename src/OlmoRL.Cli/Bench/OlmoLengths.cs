using OlmoRL.Runs;

namespace OlmoRL.Cli.Bench;

/// <summary>Lengths shaped like Olmo 3 Think's: log-normal with a mean of 14.6K of at most 32K tokens, scaled to a cap.</summary>
/// <remarks>Olmo 3 report (arXiv 2512.13961), section on static batching: mean 14,628 of 32K.</remarks>
internal static class OlmoLengths
{
    private const double Median = 0.36; // of the cap; with this spread and the cut the mean is 0.44
    private const double Spread = 0.75;

    /// <summary>So many lengths from a seed.</summary>
    public static int[] Draw(int count, int cap)
    {
        var random = new SeedSequence(1).Stream("olmo-lengths");
        return
        [
            .. Enumerable.Range(0, count).Select(_ =>
            {
                var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                return (int)Math.Clamp(cap * Median * Math.Exp(Spread * normal), 1, cap);
            }),
        ];
    }
}
