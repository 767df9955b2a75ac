using System.Text.Json;
using OlmoRL.Data.Documents;
using OlmoRL.Data.Mixtures;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using OlmoRL.Training.Documents;

namespace OlmoRL.Flows.Documents;

/// <summary>The data of a supervised or preference run: caches opened, held-out rows set aside, the mixture drawn.</summary>
public sealed class DocumentData : IDisposable
{
    private readonly IReadOnlyList<DocumentCache> _caches;

    private DocumentData(IReadOnlyList<DocumentCache> caches, DocumentMixture rows, IReadOnlyList<DocumentRow> heldOut)
    {
        (_caches, Rows, HeldOut) = (caches, rows, heldOut);
    }

    /// <summary>What is trained on.</summary>
    public DocumentMixture Rows { get; }

    /// <summary>What is only measured.</summary>
    public IReadOnlyList<DocumentRow> HeldOut { get; }

    /// <summary>Digest of all documents: equal documents in equal order have equal keys.</summary>
    public string Key => string.Join('+', _caches.Select(c => c.Manifest.Key));

    /// <summary>What became of the rows, a line a data set.</summary>
    public IEnumerable<string> Summary => _caches.Select(c =>
        $"{c.Manifest.Source}: {c.Manifest.Rows} rows ({string.Join(", ", c.Manifest.Fates.OrderBy(f => f.Key).Select(f => $"{f.Value} {Name(f.Key)}"))}), "
        + $"{c.Manifest.Tokens} tokens, {c.Manifest.TrainedTokens} trained");

    /// <summary>Opens every data set of a recipe, tokenising where no cache has it yet, and writes data.json into the run's folder.</summary>
    /// <exception cref="InvalidDataException">A data set is damaged, or nothing of it can be trained on.</exception>
    public static async Task<DocumentData> OpenAsync(
        DocumentDataSpec spec, IRowEncoder encoder, int largestId, int seed, RunDirectory directory,
        IProgress<long>? progress, CancellationToken stop)
    {
        var store = new DocumentCacheStore(spec.Cache.Length > 0 ? spec.Cache : Path.Combine(directory.Root, "documents"));
        var caches = new List<DocumentCache>();
        foreach (var source in spec.Source)
            caches.Add(await store.OpenAsync(source.Path, encoder, largestId, progress, stop).ConfigureAwait(false));
        var report = Path.Combine(directory.Root, "data.json");
        await File.WriteAllTextAsync(report, JsonSerializer.Serialize(caches.Select(c => c.Manifest), DocumentCache.Json), stop).ConfigureAwait(false);

        var heldOut = HeldOutCounts(caches, spec.HeldOutRows);
        MixturePart[] parts = [.. spec.Source.Select((s, i) => MixturePart.Of(caches[i].RowCount - heldOut[i], s.Rows, s.Share))];
        var rows = new DocumentMixture(caches, new Mixture(parts, new SeedSequence(seed)));
        return new DocumentData(caches, rows,
        [
            .. heldOut.SelectMany((count, source) => Enumerable.Range(caches[source].RowCount - count, count)
                .Select(row => new MixtureRow(source, row))).Select(id => new DocumentRow(id, rows.Row(id))),
        ]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var cache in _caches)
            cache.Dispose();
    }

    /// <summary>The last rows of each data set, in proportion to its size.</summary>
    private static int[] HeldOutCounts(List<DocumentCache> caches, int wanted)
    {
        var total = caches.Sum(c => (long)c.RowCount);
        if (wanted >= total)
            throw new InvalidDataException($"data.held_out_rows is {wanted}, but there are only {total} rows");
        return [.. caches.Select(c => (int)Math.Round((double)wanted * c.RowCount / total))];
    }

    private static string Name(RowFate fate) => fate switch
    {
        RowFate.Kept => "kept",
        RowFate.TooLong => "too long",
        RowFate.NothingTrained => "with nothing to train",
        RowFate.LengthsDiffer => "of unequal lengths",
        _ => "malformed",
    };
}
