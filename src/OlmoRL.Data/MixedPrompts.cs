using System.Text.Json;
using OlmoRL.Data.Mixtures;
using OlmoRL.Data.Rows;
using OlmoRL.Data.Templates;
using OlmoRL.Data.Tokenization;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Data;

/// <summary>Prompts drawn from several data sets in exact numbers: JSON lines, Parquet or Arrow.</summary>
public static class MixedPrompts
{
    /// <summary>Reads every source and draws its share, seeded by the data's own seed.</summary>
    /// <exception cref="InvalidDataException">A row is malformed, or a source gives none; names source and row.</exception>
    /// <exception cref="FileNotFoundException">A source does not exist.</exception>
    public static IReadOnlyList<Prompt> Read(DataSpec data, ITokenizer tokenizer, string checkpoint, string verifier)
    {
        var rendering = new PromptRendering(data, tokenizer, checkpoint);
        Prompt[][] sources = [.. data.Source.Select(s => Read(s.Path, rendering, verifier, data.MaxPromptTokens).ToArray())];
        var mixture = new Mixture([.. sources.Zip(data.Source, (rows, s) => MixturePart.Of(rows.Length, s.Rows, s.Share))], new SeedSequence(data.Seed));
        return [.. Enumerable.Range(0, mixture.Count).Select(i => mixture.At(i)).Select(at => sources[at.Source][at.Row])];
    }

    private static List<Prompt> Read(string path, PromptRendering rendering, string verifier, int maxTokens)
    {
        var prompts = new List<Prompt>();
        var number = 0;
        foreach (var row in RowFiles.ReadAsync(path).ToBlockingEnumerable())
        {
            number++;
            try
            {
                var element = JsonSerializer.SerializeToElement(row);
                var (ids, text) = rendering.Render(element);
                if (maxTokens > 0 && ids.Length > maxTokens)
                    continue;
                prompts.Add(new Prompt
                {
                    ItemId = $"{Path.GetFileName(path)}:{number}",
                    TokenIds = ids,
                    Text = text,
                    Targets = RowTargets.Of(element, verifier),
                    Row = row.ToJsonString(),
                });
            }
            catch (Exception malformed) when (malformed is InvalidDataException or TemplateException)
            {
                throw new InvalidDataException($"{path}, row {number}: {malformed.Message}");
            }
        }

        return prompts.Count > 0 ? prompts : throw new InvalidDataException($"{path}: no rows{(number > 0 ? $" of at most {maxTokens} prompt tokens" : "")}");
    }
}
