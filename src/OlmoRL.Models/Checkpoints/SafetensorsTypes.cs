using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>The dtype names of the safetensors format, as far as libtorch has the dtype.</summary>
public static class SafetensorsTypes
{
    private static readonly Dictionary<string, (ScalarType Type, int SizeBytes)> Known = new(StringComparer.Ordinal)
    {
        ["F64"] = (ScalarType.Float64, 8),
        ["I64"] = (ScalarType.Int64, 8),
        ["F32"] = (ScalarType.Float32, 4),
        ["I32"] = (ScalarType.Int32, 4),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I16"] = (ScalarType.Int16, 2),
        ["I8"] = (ScalarType.Int8, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["BOOL"] = (ScalarType.Bool, 1),
    };

    /// <summary>The dtype behind a name, or null.</summary>
    public static ScalarType? Find(string name) => Known.TryGetValue(name, out var known) ? known.Type : null;

    /// <summary>Every name that <see cref="Find"/> knows, for messages.</summary>
    public static string Allowed => string.Join(' ', Known.Keys);

    /// <summary>The name of a dtype.</summary>
    public static string Name(ScalarType type) => Known.FirstOrDefault(k => k.Value.Type == type).Key
        ?? throw new ArgumentException($"{type} has no safetensors name", nameof(type));

    /// <summary>Bytes of one element.</summary>
    public static int SizeBytes(ScalarType type) => Known[Name(type)].SizeBytes;
}
