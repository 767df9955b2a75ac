namespace OlmoRL.Verification.Algebra;

/// <summary>A piece of the real line.</summary>
internal readonly record struct RealInterval(Scalar Low, bool LowClosed, Scalar High, bool HighClosed)
{
    public double From => Low.Real!.Value;

    public double To => High.Real!.Value;
}

/// <summary>A union of intervals and points, as few as there can be, in order.</summary>
internal sealed class RealSet
{
    private RealSet(IReadOnlyList<RealInterval> pieces) => Pieces = pieces;

    public IReadOnlyList<RealInterval> Pieces { get; }

    /// <summary>The union; null when an end is not a real constant or ends are in the wrong order.</summary>
    public static RealSet? Union(IEnumerable<RealInterval> intervals)
    {
        var ordered = new List<RealInterval>();
        foreach (var piece in intervals)
        {
            if (piece.Low.Real is not { } low || piece.High.Real is not { } high || low > high)
                return null;
            if (low < high || (piece.LowClosed && piece.HighClosed) || double.IsInfinity(low))
                ordered.Add(piece);
        }

        ordered.Sort((a, b) => (a.From, a.LowClosed ? 0 : 1).CompareTo((b.From, b.LowClosed ? 0 : 1)));
        var merged = new List<RealInterval>();
        foreach (var piece in ordered)
        {
            if (merged.Count == 0 || !Touch(merged[^1], piece))
                merged.Add(piece);
            else if (merged[^1] is var last && (piece.To > last.To || (piece.To == last.To && piece.HighClosed)))
                merged[^1] = last with { High = piece.High, HighClosed = piece.HighClosed };
        }

        return new RealSet(merged);
    }

    public RealSet? Intersect(RealSet other) => Union(Pieces.SelectMany(a => other.Pieces.Select(b => Overlap(a, b))).OfType<RealInterval>());

    /// <summary>The rest of the line.</summary>
    public RealSet? Complement(Scalar minusInfinity, Scalar infinity)
    {
        var rest = new List<RealInterval>();
        var (low, closed) = (minusInfinity, false);
        foreach (var piece in Pieces)
        {
            if (piece.From > low.Real || (closed && !piece.LowClosed && piece.From == low.Real))
                rest.Add(new RealInterval(low, closed, piece.Low, !piece.LowClosed));
            (low, closed) = (piece.High, !piece.HighClosed);
        }

        if (low.Infinite <= 0)
            rest.Add(new RealInterval(low, closed, infinity, false));
        return Union(rest);
    }

    public bool Equivalent(RealSet other) => Pieces.Count == other.Pieces.Count && Pieces.Zip(other.Pieces).All(pair =>
        Open(pair.First.LowClosed, pair.First.From) == Open(pair.Second.LowClosed, pair.Second.From)
        && Open(pair.First.HighClosed, pair.First.To) == Open(pair.Second.HighClosed, pair.Second.To)
        && pair.First.Low.Equivalent(pair.Second.Low) && pair.First.High.Equivalent(pair.Second.High));

    /// <summary>An end at infinity is open however it is written.</summary>
    private static bool Open(bool closed, double end) => !closed || double.IsInfinity(end);

    private static bool Touch(RealInterval left, RealInterval right) =>
        right.From < left.To || (right.From == left.To && (left.HighClosed || right.LowClosed));

    private static RealInterval? Overlap(RealInterval a, RealInterval b)
    {
        var (low, lowClosed) = a.From > b.From ? (a.Low, a.LowClosed) : a.From < b.From ? (b.Low, b.LowClosed) : (a.Low, a.LowClosed && b.LowClosed);
        var (high, highClosed) = a.To < b.To ? (a.High, a.HighClosed) : a.To > b.To ? (b.High, b.HighClosed) : (a.High, a.HighClosed && b.HighClosed);
        return low.Real <= high.Real ? new RealInterval(low, lowClosed, high, highClosed) : null;
    }
}
