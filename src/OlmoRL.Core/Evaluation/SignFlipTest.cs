namespace OlmoRL.Evaluation;

/// <summary>Paired permutation test: how often would evaluation noise alone make so large a mean difference?</summary>
/// <remarks>Fisher's randomisation test by Monte Carlo; the observed one counts, so the figure is never 0 (Phipson and Smyth 2010).</remarks>
public static class SignFlipTest
{
    private const int Permutations = 10_000;

    /// <summary>Two-sided p-value of the mean of per-problem differences.</summary>
    public static double PValue(IReadOnlyList<double> differences, Random random)
    {
        var observed = Math.Abs(differences.Sum()) - 1e-12;
        var asLarge = 1;
        for (var r = 0; r < Permutations; r++)
        {
            var sum = 0.0;
            foreach (var difference in differences)
                sum += random.Next(2) == 0 ? difference : -difference;
            if (Math.Abs(sum) >= observed)
                asLarge++;
        }

        return asLarge / (Permutations + 1.0);
    }
}
