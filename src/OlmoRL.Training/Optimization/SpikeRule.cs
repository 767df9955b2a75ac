namespace OlmoRL.Training.Optimization;

/// <summary>Refuses updates whose loss or gradient norm stands out from the last ones: skip-step AdamW.</summary>
/// <remarks>
/// OLMo-core's SkipStepAdamW: an update is left out when either is more than so many standard deviations above the mean
/// of the last <paramref name="window"/>; nothing is refused until half a window is known.
/// </remarks>
/// <param name="sigmas">Standard deviations; 0 refuses nothing.</param>
/// <param name="window">Updates remembered.</param>
public sealed class SpikeRule(double sigmas, int window)
{
    private readonly Queue<(double Loss, double Norm)> _last = new();

    /// <summary>The remembered updates, oldest first: loss, norm, loss, norm, ... for snapshots.</summary>
    public double[] State
    {
        get => [.. _last.SelectMany(v => (double[])[v.Loss, v.Norm])];
        set
        {
            _last.Clear();
            foreach (var pair in value.Chunk(2))
                _last.Enqueue((pair[0], pair[1]));
        }
    }

    /// <summary>Whether an update with these figures may be taken; remembers them either way.</summary>
    public bool Admits(double loss, double gradientNorm)
    {
        if (sigmas == 0)
            return true;
        var known = _last.Count >= Math.Max(2, window / 2);
        var admitted = !known
            || (IsUsual(loss, [.. _last.Select(v => v.Loss)]) && IsUsual(gradientNorm, [.. _last.Select(v => v.Norm)]));
        _last.Enqueue((loss, gradientNorm));
        if (_last.Count > window)
            _ = _last.Dequeue();
        return admitted;
    }

    private bool IsUsual(double value, double[] last)
    {
        var mean = last.Average();
        var deviation = Math.Sqrt(last.Sum(v => (v - mean) * (v - mean)) / (last.Length - 1));
        return value - mean <= sigmas * deviation;
    }
}
