using System.Text.Json;
using OlmoRL.Data.Templates;
using OlmoRL.Rollouts;

namespace OlmoRL.Data;

/// <summary>
/// Prompts from JSON lines: the columns of <see cref="PromptRendering"/> and of <see cref="RowTargets"/>; other columns are
/// kept for custom rewards.
/// </summary>
public static class JsonLinesPrompts
{
    /// <summary>Reads and tokenises every row.</summary>
    /// <exception cref="InvalidDataException">A line is malformed; names file, line and column.</exception>
    /// <param name="maxTokens">Rows with longer prompts are left out; 0 takes all.</param>
    public static IReadOnlyList<Prompt> Read(string path, PromptRendering rendering, string verifier, int maxTokens)
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
                var prompt = Row(line, $"{Path.GetFileName(path)}:{number}", rendering, verifier);
                if (maxTokens == 0 || prompt.TokenIds.Length <= maxTokens)
                    prompts.Add(prompt);
            }
            catch (Exception malformed) when (malformed is JsonException or InvalidDataException or TemplateException)
            {
                throw new InvalidDataException($"{path}, line {number}: {malformed.Message}");
            }
        }

        return prompts.Count > 0 ? prompts : throw new InvalidDataException($"{path}: no rows{(number > 0 && maxTokens > 0 ? $" of at most {maxTokens} prompt tokens" : "")}");
    }

    private static Prompt Row(string line, string id, PromptRendering rendering, string verifier)
    {
        using var json = JsonDocument.Parse(line);
        var (ids, text) = rendering.Render(json.RootElement);
        return new Prompt
        {
            ItemId = id,
            TokenIds = ids,
            Text = text,
            Targets = RowTargets.Of(json.RootElement, verifier),
            Row = line,
        };
    }
}
