using System.Text.Json;
using OlmoRL.Data.Tokenization;
using OlmoRL.Rollouts;

namespace OlmoRL.Data;

/// <summary>
/// Prompts from JSON lines: `prompt` (text), `ground_truth` and `dataset` (strings, or parallel lists of strings); other
/// columns are kept for custom rewards.
/// </summary>
public static class JsonLinesPrompts
{
    /// <summary>Reads and tokenises every row.</summary>
    /// <exception cref="InvalidDataException">A line is malformed; names file, line and column.</exception>
    public static IReadOnlyList<Prompt> Read(string path, ITokenizer tokenizer, string verifier)
    {
        var prompts = new List<Prompt>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                prompts.Add(Row(line, $"{Path.GetFileName(path)}:{number}", tokenizer, verifier));
            }
            catch (Exception malformed) when (malformed is JsonException or InvalidDataException)
            {
                throw new InvalidDataException($"{path}, line {number}: {malformed.Message}");
            }
        }

        return prompts.Count > 0 ? prompts : throw new InvalidDataException($"{path}: no rows");
    }

    private static Prompt Row(string line, string id, ITokenizer tokenizer, string verifier)
    {
        using var json = JsonDocument.Parse(line);
        var row = json.RootElement;
        var text = Strings(row, "prompt");
        var truths = Strings(row, "ground_truth");
        string[] names = verifier.Length > 0 ? [.. truths.Select(_ => verifier)] : Strings(row, "dataset");
        if (text is not [{ Length: > 0 } prompt])
            throw new InvalidDataException("prompt must be a text that is not empty");
        if (truths.Length != names.Length)
            throw new InvalidDataException($"ground_truth has {truths.Length} entries, dataset {names.Length}");
        return new Prompt
        {
            ItemId = id,
            TokenIds = tokenizer.Encode(prompt),
            Text = prompt,
            Targets = [.. names.Zip(truths, (name, truth) => new VerifierTarget(name, truth))],
            Row = line,
        };
    }

    private static string[] Strings(JsonElement row, string column)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(column, out var value))
            throw new InvalidDataException($"column {column} is missing");
        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) =>
                [.. value.EnumerateArray().Select(v => v.GetString()!)],
            _ => throw new InvalidDataException($"column {column} must be a string or a list of strings"),
        };
    }
}
