using OlmoRL.Runs;

namespace OlmoRL.Data.Mixtures;

/// <summary>A row of a mixture's source.</summary>
public readonly record struct MixtureRow(int Source, int Row);

/// <summary>What is drawn of a source.</summary>
/// <param name="RowCount">Rows there are.</param>
/// <param name="Wanted">Rows to draw.</param>
public readonly record struct MixturePart(int RowCount, long Wanted)
{
    /// <summary>By a number of rows, or by a multiple of those there are when that is 0.</summary>
    public static MixturePart Of(int rowCount, long rows, double share) =>
        new(rowCount, rows > 0 ? rows : (long)Math.Round(rowCount * share, MidpointRounding.AwayFromZero));
}

/// <summary>Rows drawn from several sources in exact numbers, in an endless order that is shuffled anew every epoch.</summary>
/// <remarks>
/// A source of which more is wanted than it has gives all rows as often as they fit, and for the rest a seeded draw
/// without replacement. Any place of the order can be computed from its index alone, so a run resumes by one number.
/// </remarks>
public sealed class Mixture
{
    private readonly MixtureRow[] _rows;
    private readonly EpochShuffle _order;

    /// <summary>Draws the rows.</summary>
    /// <exception cref="ArgumentException">Nothing is drawn.</exception>
    public Mixture(IReadOnlyList<MixturePart> parts, SeedSequence seeds)
    {
        _rows = [.. parts.SelectMany((part, source) => Draw(part, source, seeds))];
        if (_rows.Length == 0)
            throw new ArgumentException("the mixture draws no row", nameof(parts));
        _order = new EpochShuffle(_rows.Length, seeds);
    }

    /// <summary>Rows of an epoch.</summary>
    public int Count => _rows.Length;

    /// <summary>The row at a place of the endless order.</summary>
    public MixtureRow At(long index) => _rows[_order.At(index)];

    private static IEnumerable<MixtureRow> Draw(MixturePart part, int source, SeedSequence seeds)
    {
        if (part.RowCount == 0)
            yield break;
        for (var i = 0L; i < part.Wanted / part.RowCount * part.RowCount; i++)
            yield return new MixtureRow(source, (int)(i % part.RowCount));
        int[] rows = [.. Enumerable.Range(0, part.RowCount)];
        seeds.Stream("mixture", source).Shuffle(rows);
        for (var i = 0; i < part.Wanted % part.RowCount; i++)
            yield return new MixtureRow(source, rows[i]);
    }
}
