using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OlmoRL.Data.Rows;

namespace OlmoRL.Data.Documents;

/// <summary>Keeps one cache for every pair of data set and encoder, found again by the digest of their content.</summary>
/// <param name="root">Folder of the caches.</param>
public sealed class DocumentCacheStore(string root)
{
    private const int RowsAtOnce = 512;

    /// <summary>Opens the cache of a data set, made first where it is missing or the content changed.</summary>
    /// <param name="source">A data set that <see cref="RowFiles"/> reads.</param>
    /// <param name="encoder">Makes the documents.</param>
    /// <param name="largestId">Largest token id.</param>
    /// <param name="progress">Told the rows read so far.</param>
    /// <param name="cancellation">Stops between two batches of rows; nothing is left behind.</param>
    /// <exception cref="InvalidDataException">The data set is damaged, or no row can be trained on.</exception>
    public async Task<DocumentCache> OpenAsync(
        string source, IRowEncoder encoder, int largestId, IProgress<long>? progress, CancellationToken cancellation)
    {
        var sourceDigest = await DigestAsync(source, cancellation).ConfigureAwait(false);
        var key = Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes($"{sourceDigest}|{encoder.Identity}")));
        var folder = Path.Combine(root, key);
        if (!File.Exists(Path.Combine(folder, DocumentCache.ManifestFile)))
        {
            using var writer = new DocumentCacheWriter(folder, largestId);
            await EncodeAsync(source, encoder, writer, progress, cancellation).ConfigureAwait(false);
            writer.Complete(key, Path.GetFileName(source), sourceDigest, encoder.DocumentsPerRow);
        }

        var manifest = DocumentCache.ReadManifest(folder);
        if (manifest.KeptRows > 0)
            return DocumentCache.Open(folder);
        var fates = string.Join(", ", manifest.Fates.Select(f => $"{f.Value} {f.Key}"));
        throw new InvalidDataException(
            $"{source}: no row can be trained on ({fates}){string.Concat(manifest.FirstMalformed.Take(1).Select(m => $"; {m}"))}");
    }

    private static async Task EncodeAsync(
        string source, IRowEncoder encoder, DocumentCacheWriter writer, IProgress<long>? progress, CancellationToken cancellation)
    {
        var pending = new List<JsonObject>(RowsAtOnce);
        var done = 0L;
        void Flush()
        {
            var encoded = new EncodedRow[pending.Count];
            _ = Parallel.For(0, pending.Count, i => encoded[i] = encoder.Encode(JsonSerializer.SerializeToElement(pending[i])));
            foreach (var row in encoded)
                writer.Add(row);
            done += pending.Count;
            progress?.Report(done);
            pending.Clear();
        }

        await foreach (var row in RowFiles.ReadAsync(source).ConfigureAwait(false))
        {
            cancellation.ThrowIfCancellationRequested();
            pending.Add(row);
            if (pending.Count == RowsAtOnce)
                Flush();
        }

        Flush();
    }

    private static async Task<string> DigestAsync(string source, CancellationToken cancellation)
    {
        var hash = new XxHash128();
        foreach (var file in RowFiles.Of(source))
        {
            var stream = File.OpenRead(file);
            await using (stream.ConfigureAwait(false))
                await hash.AppendAsync(stream, cancellation).ConfigureAwait(false);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
