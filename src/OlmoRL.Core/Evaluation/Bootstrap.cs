namespace OlmoRL.Evaluation;

/// <summary>An estimate with its 95 % interval.</summary>
public readonly record struct Interval(double Estimate, double Low, double High);

/// <summary>Percentile bootstrap over problems.</summary>
/// <remarks>Efron and Tibshirani (1993), chapter 13. Problems are the unit: samples of one problem are not independent.</remarks>
public static class Bootstrap
{
    private const int Resamples = 2000;

    /// <summary>The mean of a per-problem figure.</summary>
    public static Interval Mean(IReadOnlyList<double> values, Random random)
    {
        var means = new double[Resamples];
        for (var r = 0; r < Resamples; r++)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Count; i++)
                sum += values[random.Next(values.Count)];
            means[r] = sum / values.Count;
        }

        Array.Sort(means);
        return new Interval(values.Average(), means[(int)(0.025 * Resamples)], means[(int)(0.975 * Resamples) - 1]);
    }

    /// <summary>The mean difference of two figures taken on the same problems: both are drawn together.</summary>
    public static Interval PairedDifference(IReadOnlyList<double> before, IReadOnlyList<double> after, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(after.Count, before.Count);
        return Mean([.. before.Zip(after, (b, a) => a - b)], random);
    }
}
