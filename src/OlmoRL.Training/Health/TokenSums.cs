namespace OlmoRL.Training.Health;

/// <summary>The figures of one micro-batch as <see cref="TokenHealth"/> lays them out.</summary>
/// <param name="Values">Sums, reference sums, two histograms, largest mismatch, loss, penalty.</param>
/// <param name="HasReference">Whether reference sums are in it.</param>
internal sealed record TokenSums(double[] Values, bool HasReference)
{
    private static int BucketCount => TokenHealth.RatioEdges.Length + 1;

    /// <summary>Every sum over tokens by name.</summary>
    public IEnumerable<(string Name, double Sum)> Named => Names.Zip(Values);

    /// <summary>Tokens by ratio of current to old probability.</summary>
    public ReadOnlySpan<double> RatioCounts => Values.AsSpan(Names.Count, BucketCount);

    /// <summary>Tokens by ratio of old to engine probability.</summary>
    public ReadOnlySpan<double> ImportanceCounts => Values.AsSpan(Names.Count + BucketCount, BucketCount);

    /// <summary>Largest difference between old and engine log-prob, nats.</summary>
    public double LargestMismatch => Values[^3];

    /// <summary>This micro-batch's share of the update's loss.</summary>
    public double Loss => Values[^2];

    /// <summary>The KL penalty in it.</summary>
    public double Penalty => Values[^1];

    private IReadOnlyList<string> Names =>
        HasReference ? [.. TokenHealth.Sums, .. TokenHealth.ReferenceSums] : TokenHealth.Sums;
}
