using System.IO.MemoryMappedFiles;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OlmoRL.Data.Documents;

/// <summary>Tokenised documents on disk, memory-mapped: any document is read in constant memory. Thread-safe.</summary>
/// <remarks>
/// A folder of raw little-endian arrays, as OLMo-core keeps them: tokens.bin (uint16, or uint32 for large vocabularies),
/// trained.bin (a byte a token), offsets.bin (int64, documents + 1), and cache.json.
/// </remarks>
public sealed class DocumentCache : IDisposable
{
    internal const string TokensFile = "tokens.bin";
    internal const string TrainedFile = "trained.bin";
    internal const string OffsetsFile = "offsets.bin";
    internal const string ManifestFile = "cache.json";

    /// <summary>How cache.json and reports of it are written.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly MemoryMappedFile _tokensFile;
    private readonly MemoryMappedFile _trainedFile;
    private readonly MemoryMappedFile _offsetsFile;
    private readonly MemoryMappedViewAccessor _tokens;
    private readonly MemoryMappedViewAccessor _trained;
    private readonly MemoryMappedViewAccessor _offsets;

    private DocumentCache(string folder, CacheManifest manifest)
    {
        Manifest = manifest;
        (_tokensFile, _tokens) = Map(Path.Combine(folder, TokensFile), manifest.Tokens * manifest.BytesPerToken);
        (_trainedFile, _trained) = Map(Path.Combine(folder, TrainedFile), manifest.Tokens);
        (_offsetsFile, _offsets) = Map(
            Path.Combine(folder, OffsetsFile), (manifest.KeptRows * manifest.DocumentsPerRow + 1) * sizeof(long));
    }

    /// <summary>What it holds.</summary>
    public CacheManifest Manifest { get; }

    /// <summary>Rows that are trained on.</summary>
    public int RowCount => checked((int)Manifest.KeptRows);

    /// <summary>What a finished cache holds.</summary>
    public static CacheManifest ReadManifest(string folder)
    {
        var path = Path.Combine(folder, ManifestFile);
        return JsonSerializer.Deserialize<CacheManifest>(File.ReadAllText(path), Json) ?? throw new InvalidDataException($"{path}: empty");
    }

    /// <summary>Opens a finished cache that holds at least one row.</summary>
    /// <exception cref="InvalidDataException">A file is missing or has another length than cache.json says.</exception>
    public static DocumentCache Open(string folder) => new(folder, ReadManifest(folder));

    /// <summary>Tokens of a row's document.</summary>
    public int LengthOf(int row, int document = 0)
    {
        var (start, end) = Range(row, document);
        return (int)(end - start);
    }

    /// <summary>A document of a row: 0, or for a pair 0 chosen and 1 rejected.</summary>
    public TokenizedDocument Read(int row, int document = 0)
    {
        var (start, end) = Range(row, document);
        var count = (int)(end - start);
        var ids = new int[count];
        if (Manifest.BytesPerToken == sizeof(ushort))
        {
            var narrow = new ushort[count];
            _ = _tokens.ReadArray(start * sizeof(ushort), narrow, 0, count);
            for (var i = 0; i < count; i++)
                ids[i] = narrow[i];
        }
        else
        {
            _ = _tokens.ReadArray(start * sizeof(int), ids, 0, count);
        }

        var trained = new bool[count];
        _ = _trained.ReadArray(start, trained, 0, count);
        return new TokenizedDocument(ids, trained);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in (IDisposable[])[_tokens, _trained, _offsets, _tokensFile, _trainedFile, _offsetsFile])
            part.Dispose();
    }

    private static (MemoryMappedFile File, MemoryMappedViewAccessor View) Map(string path, long expectedBytes)
    {
        var bytes = File.Exists(path) ? new FileInfo(path).Length : -1;
        if (bytes != expectedBytes)
            throw new InvalidDataException($"{path} has {bytes} bytes; {ManifestFile} says {expectedBytes}. Delete the folder to make it again");
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        return (file, file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read));
    }

    private (long Start, long End) Range(int row, int document)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(document, Manifest.DocumentsPerRow);
        var at = ((long)row * Manifest.DocumentsPerRow + document) * sizeof(long);
        return (_offsets.ReadInt64(at), _offsets.ReadInt64(at + sizeof(long)));
    }
}
