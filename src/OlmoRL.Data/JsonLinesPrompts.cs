using System.Text.Json;
using OlmoRL.Data.Tokenization;
using OlmoRL.Rollouts;

namespace OlmoRL.Data;

/// <summary>
/// Prompts from JSON lines: `prompt` (text) and the columns of <see cref="RowTargets"/>; other columns are kept for custom
/// rewards.
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
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty("prompt", out var text))
            throw new InvalidDataException("column prompt is missing");
        if (text.ValueKind != JsonValueKind.String || text.GetString() is not { Length: > 0 } prompt)
            throw new InvalidDataException("prompt must be a text that is not empty");
        return new Prompt
        {
            ItemId = id,
            TokenIds = tokenizer.Encode(prompt),
            Text = prompt,
            Targets = RowTargets.Of(row, verifier),
            Row = line,
        };
    }
}
