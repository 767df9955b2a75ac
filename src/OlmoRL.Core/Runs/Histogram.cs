using System.Globalization;

namespace OlmoRL.Runs;

/// <summary>Counts values between edges, for metrics named `NAME/below_EDGE` and `NAME/from_EDGE`.</summary>
/// <remarks>A value is below the first edge, or in the bucket of the last edge that it reaches.</remarks>
/// <param name="name">Metric area and name.</param>
/// <param name="edges">Ascending.</param>
public sealed class Histogram(string name, params double[] edges)
{
    private readonly double[] _counts = new double[edges.Length + 1];

    /// <summary>The edges.</summary>
    public IReadOnlyList<double> Edges => edges;

    /// <summary>What was counted, [edges + 1].</summary>
    public Span<double> Counts => _counts;

    /// <summary>Counts a value.</summary>
    public void Add(double value) => _counts[edges.Count(e => value >= e)]++;

    /// <summary>Adds counts made elsewhere, [edges + 1].</summary>
    public void Add(ReadOnlySpan<double> counts)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += counts[i];
    }

    /// <summary>Writes the share of each bucket; nothing where nothing was counted.</summary>
    public void WriteTo(IDictionary<string, double> metrics)
    {
        var total = _counts.Sum();
        if (total == 0)
            return;
        for (var i = 0; i < _counts.Length; i++)
            metrics[NameOf(i)] = _counts[i] / total;
    }

    /// <summary>Starts over.</summary>
    public void Clear() => Array.Clear(_counts);

    private string NameOf(int bucket) => bucket == 0
        ? $"{name}/below_{edges[0].ToString(CultureInfo.InvariantCulture)}"
        : $"{name}/from_{edges[bucket - 1].ToString(CultureInfo.InvariantCulture)}";
}
