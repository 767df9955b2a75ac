namespace OlmoRL.Evaluation;

/// <summary>The unbiased estimate of pass@k from n samples of which c are right: 1 - C(n-c, k) / C(n, k).</summary>
/// <remarks>arXiv 2107.03374, equation 1, in the product form that cannot overflow.</remarks>
public static class PassAtK
{
    /// <summary>Chance that at least one of k samples drawn without replacement is right.</summary>
    public static double Estimate(int sampleCount, int correctCount, int k)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, sampleCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correctCount, sampleCount);
        if (sampleCount - correctCount < k)
            return 1;
        var miss = 1.0;
        for (var i = sampleCount - correctCount + 1; i <= sampleCount; i++)
            miss *= 1.0 - (double)k / i;
        return 1 - miss;
    }
}
