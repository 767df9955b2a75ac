using System.Text.Json;

namespace OlmoRL.Models.Checkpoints;

/// <summary>The tokens that end an answer.</summary>
/// <remarks>
/// A chat model may end a turn with another token than the one that ends a document: generation_config.json then lists
/// both under eos_token_id, as transformers and vLLM read it.
/// </remarks>
public static class StopTokens
{
    private const string File = "generation_config.json";

    /// <summary>The end of text of config.json and those of generation_config.json, ascending.</summary>
    /// <exception cref="InvalidDataException">eos_token_id is neither an id nor a list of ids.</exception>
    public static int[] Read(string folder, TransformerConfig config)
    {
        var path = Path.Combine(folder, File);
        return [.. (System.IO.File.Exists(path) ? Listed(path) : []).Append(config.EndOfTextId).Distinct().Order()];
    }

    private static int[] Listed(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            if (!json.RootElement.TryGetProperty("eos_token_id", out var ids) || ids.ValueKind == JsonValueKind.Null)
                return [];
            return ids.ValueKind == JsonValueKind.Array ? [.. ids.EnumerateArray().Select(id => id.GetInt32())] : [ids.GetInt32()];
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: eos_token_id must be a token id or a list of them");
        }
    }
}
