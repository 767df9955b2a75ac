using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>Where one tensor lies in a safetensors file.</summary>
internal sealed record SafetensorsEntry(ScalarType DataType, long[] Shape, long Begin, long End);

/// <summary>Reads tensors out of one safetensors file by name.</summary>
/// <remarks>
/// Format: u64 header length, JSON header, data. Offsets are relative to the data, without holes or overlaps.
/// https://github.com/huggingface/safetensors
/// </remarks>
public sealed class SafetensorsReader : IDisposable
{
    private const long MaxHeaderBytes = 100_000_000;
    private readonly FileStream _file;
    private readonly Dictionary<string, SafetensorsEntry> _entries = [];
    private readonly long _dataStart;

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="InvalidDataException">The header is not one that a correct writer makes.</exception>
    public SafetensorsReader(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            _dataStart = ReadHeader(path);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Names of the tensors in the file.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Shape of one tensor.</summary>
    public long[] Shape(string name) => Find(name).Shape;

    /// <summary>Copies a tensor's values into an existing one of the same shape, casting to its dtype.</summary>
    public void ReadInto(string name, Tensor destination)
    {
        var entry = Find(name);
        if (!entry.Shape.SequenceEqual(destination.shape))
            throw new InvalidDataException($"{_file.Name}: {name} has shape [{string.Join(", ", entry.Shape)}]; " +
                $"the config asks for [{string.Join(", ", destination.shape)}]");
        using var guard = no_grad();
        using var raw = empty(entry.Shape, dtype: entry.DataType);
        _file.Position = _dataStart + entry.Begin;
        _file.ReadExactly(raw.bytes);
        _ = destination.copy_(raw);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private SafetensorsEntry Find(string name) => _entries.TryGetValue(name, out var entry)
        ? entry
        : throw new InvalidDataException($"{_file.Name}: no tensor named {name}");

    private long ReadHeader(string path)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (_file.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new InvalidDataException($"{path}: shorter than a safetensors header");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxHeaderBytes || (long)length > _file.Length - 8)
            throw new InvalidDataException($"{path}: header of {length} bytes does not fit the file");
        var header = new byte[length];
        _file.ReadExactly(header);
        try
        {
            using var json = JsonDocument.Parse(header);
            foreach (var tensor in json.RootElement.EnumerateObject())
            {
                if (tensor.Name != "__metadata__" && !_entries.TryAdd(tensor.Name, ReadEntry(tensor.Value)))
                    throw new InvalidDataException($"{path}: tensor {tensor.Name} appears twice");
            }
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException
                                          or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: malformed header: {malformed.Message}");
        }

        CheckCoverage(path, _file.Length - 8 - (long)length);
        return 8 + (long)length;
    }

    private static SafetensorsEntry ReadEntry(JsonElement value)
    {
        var offsets = value.GetProperty("data_offsets");
        return new SafetensorsEntry(
            SafetensorsTypes.Parse(value.GetProperty("dtype").GetString()),
            [.. value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())],
            offsets[0].GetInt64(), offsets[1].GetInt64());
    }

    private void CheckCoverage(string path, long dataBytes)
    {
        var position = 0L;
        foreach (var (name, entry) in _entries.OrderBy(e => e.Value.Begin).ThenBy(e => e.Value.End))
        {
            var count = entry.Shape.Aggregate((UInt128)1, (a, d) => d < 0
                ? throw new InvalidDataException($"{path}: {name} has a negative dimension")
                : checked(a * (UInt128)d));
            var size = count * (UInt128)SafetensorsTypes.SizeBytes(entry.DataType);
            if (entry.Begin != position || entry.End < entry.Begin || size != (UInt128)(entry.End - entry.Begin))
                throw new InvalidDataException($"{path}: {name} lies at [{entry.Begin}, {entry.End}), " +
                    $"which its shape, or the tensor before it, contradicts");
            position = entry.End;
        }

        if (position != dataBytes)
            throw new InvalidDataException($"{path}: {dataBytes} bytes of data where the header describes {position}");
    }
}

/// <summary>The dtype names of the format.</summary>
internal static class SafetensorsTypes
{
    public static ScalarType Parse(string? name) => name switch
    {
        "F64" => ScalarType.Float64,
        "F32" => ScalarType.Float32,
        "F16" => ScalarType.Float16,
        "BF16" => ScalarType.BFloat16,
        "I64" => ScalarType.Int64,
        "I32" => ScalarType.Int32,
        "U8" => ScalarType.Byte,
        "BOOL" => ScalarType.Bool,
        _ => throw new InvalidDataException($"dtype {name} is not supported; allowed: F64 F32 F16 BF16 I64 I32 U8 BOOL"),
    };

    public static string Name(ScalarType type) => type switch
    {
        ScalarType.Float64 => "F64",
        ScalarType.Float32 => "F32",
        ScalarType.Float16 => "F16",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Int64 => "I64",
        ScalarType.Int32 => "I32",
        ScalarType.Byte => "U8",
        ScalarType.Bool => "BOOL",
        _ => throw new ArgumentException($"{type} has no safetensors name", nameof(type)),
    };

    public static int SizeBytes(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 => 2,
        _ => 1,
    };
}
