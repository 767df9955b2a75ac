using OlmoRL.Batching;
using OlmoRL.Data.Documents;

namespace OlmoRL.Data.Mixtures;

/// <summary>The documents of a mixture over caches, in its endless order.</summary>
public sealed class DocumentMixture(IReadOnlyList<DocumentCache> caches, Mixture mixture)
{
    /// <summary>Rows of an epoch.</summary>
    public int RowCount => mixture.Count;

    /// <summary>Where the row at a place of the order is stored.</summary>
    public MixtureRow IdAt(long index) => mixture.At(index);

    /// <summary>Every row that occurs, each once, in order of (source, row).</summary>
    public IReadOnlyList<MixtureRow> DistinctRows() =>
        [.. Enumerable.Range(0, mixture.Count).Select(i => mixture.At(i)).Distinct().OrderBy(r => r.Source).ThenBy(r => r.Row)];

    /// <summary>The documents of the row at a place of the order: one, or chosen and rejected.</summary>
    public IReadOnlyList<TrainingSample> Row(long index) => Row(mixture.At(index));

    /// <summary>The documents of a stored row, held out or not.</summary>
    public IReadOnlyList<TrainingSample> Row(MixtureRow row)
    {
        var cache = caches[row.Source];
        return [.. Enumerable.Range(0, cache.Manifest.DocumentsPerRow).Select(d => cache.Read(row.Row, d))
            .Select(d => new TrainingSample { TokenIds = d.TokenIds, Trained = d.Trained })];
    }

    /// <summary>Tokens of all documents of the row at a place of the order.</summary>
    public int TokenCount(long index)
    {
        var (source, row) = mixture.At(index);
        var cache = caches[source];
        return Enumerable.Range(0, cache.Manifest.DocumentsPerRow).Sum(d => cache.LengthOf(row, d));
    }

    /// <summary>Whole rows from a place on, until another would exceed a number of tokens; at least one.</summary>
    /// <returns>How many rows.</returns>
    public int RowsWithin(long first, long tokenBudget)
    {
        var rows = 1;
        for (long tokens = TokenCount(first); ; rows++)
        {
            tokens += TokenCount(first + rows);
            if (tokens > tokenBudget)
                return rows;
        }
    }
}
