using static TorchSharp.torch;

namespace OlmoRL.Models.Checkpoints;

/// <summary>The dtypes a checkpoint's weights may have, by their name in recipes, commands and config.json.</summary>
public static class CheckpointTypes
{
    /// <summary>What may be given.</summary>
    public static IReadOnlyList<string> Names => ["float32", "bfloat16", "float16"];

    /// <summary>The dtype behind a name, its short form (fp32, bf16, fp16) included; null when there is none.</summary>
    public static ScalarType? Find(string name) => name switch
    {
        "float32" or "fp32" => ScalarType.Float32,
        "bfloat16" or "bf16" => ScalarType.BFloat16,
        "float16" or "fp16" => ScalarType.Float16,
        _ => null,
    };

    /// <summary>The name of a dtype.</summary>
    public static string Name(ScalarType type) => type switch
    {
        ScalarType.Float32 => "float32",
        ScalarType.BFloat16 => "bfloat16",
        ScalarType.Float16 => "float16",
        _ => throw new ArgumentException($"weights are not kept in {type}", nameof(type)),
    };
}
