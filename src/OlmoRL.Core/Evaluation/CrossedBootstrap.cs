namespace OlmoRL.Evaluation;

/// <summary>Percentile bootstrap over training seeds and problems together.</summary>
/// <remarks>
/// Every seed's model answers the same problems, so the two are crossed: a resample draws seeds and, once for all of
/// them, problems (Owen 2007, "The pigeonhole bootstrap", arXiv 0712.1111). One seed leaves the problems' uncertainty alone.
/// </remarks>
public static class CrossedBootstrap
{
    private const int Resamples = 2000;

    /// <summary>The 95 % interval of a statistic of drawn seeds and drawn problems, both given as indices.</summary>
    public static Interval Of(int seedCount, int problemCount, Func<int[], int[], double> statistic, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seedCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(problemCount, 1);
        int[] seeds = [.. Enumerable.Range(0, seedCount)], problems = [.. Enumerable.Range(0, problemCount)];
        var estimate = statistic(seeds, problems);
        var drawn = new double[Resamples];
        for (var r = 0; r < Resamples; r++)
        {
            for (var s = 0; s < seedCount; s++)
                seeds[s] = random.Next(seedCount);
            for (var p = 0; p < problemCount; p++)
                problems[p] = random.Next(problemCount);
            drawn[r] = statistic(seeds, problems);
        }

        Array.Sort(drawn);
        return new Interval(estimate, drawn[(int)(0.025 * Resamples)], drawn[(int)(0.975 * Resamples) - 1]);
    }
}
