using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>Where one tensor lies in a safetensors file.</summary>
/// <param name="DataType">Its dtype.</param>
/// <param name="Shape">Row-major.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">Byte after the last.</param>
public sealed record SafetensorsEntry(ScalarType DataType, IReadOnlyList<long> Shape, long Begin, long End);

/// <summary>The header of a safetensors file, believed only after everything in it has been checked.</summary>
/// <remarks>
/// A file may come from anywhere: names are unique, sizes follow from shapes without overflow, and the entries cover the
/// data exactly, without hole or overlap. https://github.com/huggingface/safetensors
/// </remarks>
public sealed class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";

    /// <summary>Root, entry, array: nothing deeper is legal, and nothing deeper is read.</summary>
    private const int MaxDepth = 8;

    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader()
    {
    }

    /// <summary>Tensors by name.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>The free notes of the writer.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Reads and checks a header.</summary>
    /// <param name="json">The header's bytes, padding included.</param>
    /// <param name="dataBytes">Bytes that follow it in the file.</param>
    /// <exception cref="InvalidDataException">It is not one that a correct writer makes; the message says why.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataBytes)
    {
        var header = new SafetensorsHeader();
        try
        {
            if (json.IsEmpty || json[0] != (byte)'{')
                throw new InvalidDataException("malformed header: it does not begin with {");
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            _ = reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                header.ReadProperty(ref reader);
            _ = reader.Read(); // throws unless only spaces follow
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw new InvalidDataException($"malformed header: {malformed.Message}");
        }

        header.CheckCoverage(dataBytes);
        return header;
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        var name = reader.GetString()!;
        _ = reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new InvalidDataException($"malformed header: {Show(name)} is no object");
        if (name == MetadataKey)
            ReadMetadata(ref reader);
        else if (!_entries.TryAdd(name, ReadEntry(ref reader, name)))
            throw new InvalidDataException($"tensor {Show(name)} appears twice");
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            _ = reader.Read();
            if (reader.TokenType != JsonTokenType.String || !_metadata.TryAdd(key, reader.GetString()!))
                throw new InvalidDataException($"malformed header: note {Show(key)} is no string or appears twice");
        }
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? dtype = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString();
            _ = reader.Read();
            switch (key)
            {
                case "dtype" when dtype is null:
                    dtype = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadCounts(ref reader, name);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadCounts(ref reader, name);
                    break;
                default:
                    throw new InvalidDataException($"malformed header: {Show(name)} has {Show(key ?? "")} twice or as an unknown key");
            }
        }

        if (dtype is null || shape is null || offsets is not [var begin, var end])
            throw new InvalidDataException($"malformed header: {Show(name)} lacks dtype, shape, or two data_offsets");
        var type = SafetensorsTypes.Find(dtype)
            ?? throw new InvalidDataException($"{Show(name)} has dtype {Show(dtype)}; allowed: {SafetensorsTypes.Allowed}");
        return new SafetensorsEntry(type, shape, begin, end);
    }

    private static List<long> ReadCounts(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new InvalidDataException($"malformed header: {Show(name)} has no array where one belongs");
        var counts = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            counts.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count >= 0
                ? count
                : throw new InvalidDataException($"malformed header: {Show(name)} has a dimension or offset that is no 63-bit count"));
        }

        return counts;
    }

    private void CheckCoverage(long dataBytes)
    {
        var position = 0L;
        foreach (var (name, entry) in _entries.OrderBy(e => e.Value.Begin).ThenBy(e => e.Value.End))
        {
            var size = SizeBytes(entry);
            if (entry.Begin != position || size is not { } bytes || entry.End - entry.Begin != bytes)
            {
                throw new InvalidDataException($"{Show(name)} lies at [{entry.Begin}, {entry.End}) but should be {size?.ToString() ?? "too many"} bytes " +
                    $"at {position}: the file has a hole, an overlap or a wrong size");
            }

            position = entry.End;
        }

        if (position != dataBytes)
            throw new InvalidDataException($"the header describes {position} bytes of data and the file holds {dataBytes}");
    }

    /// <summary>Null when no file can be as large.</summary>
    private static long? SizeBytes(SafetensorsEntry entry)
    {
        if (entry.Shape.Contains(0))
            return 0;
        var size = (UInt128)SafetensorsTypes.SizeBytes(entry.DataType);
        foreach (var dimension in entry.Shape)
        {
            size *= (UInt128)dimension; // both below 2^63: no overflow before the check
            if (size > long.MaxValue)
                return null;
        }

        return (long)size;
    }

    private static string Show(string text) => JsonSerializer.Serialize(text.Length <= 80 ? text : text[..80] + "…");
}
