using System.Runtime.InteropServices;
using System.Text.Json;

namespace OlmoRL.Data.Documents;

/// <summary>Writes a cache of tokenised documents; the folder appears under its name only when it is complete.</summary>
internal sealed class DocumentCacheWriter : IDisposable
{
    private const int MalformedShown = 10;
    private readonly string _folder;
    private readonly string _temporary;
    private readonly int _bytesPerToken;
    private readonly FileStream _tokens;
    private readonly FileStream _trained;
    private readonly FileStream _offsets;
    private readonly Dictionary<RowFate, long> _fates = [];
    private readonly List<string> _malformed = [];
    private long _rows;
    private long _tokenCount;
    private long _trainedCount;

    /// <summary>Begins a cache.</summary>
    /// <param name="largestId">Decides how many bytes a token takes.</param>
    public DocumentCacheWriter(string folder, int largestId)
    {
        _folder = folder;
        _temporary = $"{folder}.{Environment.ProcessId}.tmp";
        _bytesPerToken = largestId <= ushort.MaxValue ? sizeof(ushort) : sizeof(int);
        if (Directory.Exists(_temporary))
            Directory.Delete(_temporary, recursive: true);
        _ = Directory.CreateDirectory(_temporary);
        FileStream Create(string name) => new(Path.Combine(_temporary, name), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        (_tokens, _trained, _offsets) = (Create(DocumentCache.TokensFile), Create(DocumentCache.TrainedFile), Create(DocumentCache.OffsetsFile));
        WriteOffset();
    }

    /// <summary>Takes the next row.</summary>
    public void Add(EncodedRow row)
    {
        _rows++;
        _fates[row.Fate] = _fates.GetValueOrDefault(row.Fate) + 1;
        if (row.Fate == RowFate.Malformed && _malformed.Count < MalformedShown)
            _malformed.Add($"row {_rows}: {row.Reason}");
        foreach (var document in row.Documents)
        {
            Write(document);
            WriteOffset();
        }
    }

    /// <summary>Closes the files and gives the folder its name.</summary>
    public void Complete(string key, string source, string sourceDigest, int documentsPerRow)
    {
        var manifest = new CacheManifest
        {
            Key = key,
            Source = source,
            SourceDigest = sourceDigest,
            Rows = _rows,
            Fates = _fates,
            FirstMalformed = _malformed,
            DocumentsPerRow = documentsPerRow,
            BytesPerToken = _bytesPerToken,
            Tokens = _tokenCount,
            TrainedTokens = _trainedCount,
        };
        File.WriteAllText(Path.Combine(_temporary, DocumentCache.ManifestFile), JsonSerializer.Serialize(manifest, DocumentCache.Json));
        Close();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        Directory.Move(_temporary, _folder);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        if (Directory.Exists(_temporary))
            Directory.Delete(_temporary, recursive: true);
    }

    private void Close()
    {
        _tokens.Dispose();
        _trained.Dispose();
        _offsets.Dispose();
    }

    private void Write(TokenizedDocument document)
    {
        if (_bytesPerToken == sizeof(ushort))
            _tokens.Write(MemoryMarshal.AsBytes<ushort>([.. document.TokenIds.Select(id => (ushort)id)]));
        else
            _tokens.Write(MemoryMarshal.AsBytes<int>(document.TokenIds));
        _trained.Write(MemoryMarshal.AsBytes<bool>(document.Trained));
        _tokenCount += document.TokenIds.Length;
        _trainedCount += document.Trained.Count(t => t);
    }

    private void WriteOffset()
    {
        Span<long> offset = [_tokenCount];
        _offsets.Write(MemoryMarshal.AsBytes(offset));
    }
}
