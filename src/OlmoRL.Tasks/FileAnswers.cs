using System.Text.Json;
using OlmoRL.Recipes;

namespace OlmoRL.Tasks;

/// <summary>Answers of some other system, from JSON lines with `completion` or `response`, and `item` or `prompt` to say to what.</summary>
public sealed class FileAnswers(string path) : IAnswerSource
{
    /// <inheritdoc/>
    /// <exception cref="RecipeException">A line is malformed, or a problem has no answer.</exception>
    public Task<IReadOnlyList<Prediction>> AnswerAsync(
        EvaluationTask task, IReadOnlyList<TaskProblem> problems, IReadOnlyList<int> seeds, IProgress<int> progress, CancellationToken stop)
    {
        var answers = Read();
        IReadOnlyList<Prediction> predictions =
        [
            .. problems.SelectMany(problem => seeds.SelectMany(seed => Of(answers, problem)
                .Select((text, i) => new Prediction { Item = problem.Item, Seed = seed, Sample = i, Completion = text }))),
        ];
        progress.Report(predictions.Count);
        return Task.FromResult(predictions);
    }

    private IReadOnlyList<string> Of(Dictionary<string, List<string>> answers, TaskProblem problem) =>
        answers.TryGetValue(problem.Item, out var texts) || answers.TryGetValue(problem.Prompt, out texts) ? texts
            : throw new RecipeException(path, "", $"no answer to {problem.Item}", "a line for every problem, by item or prompt");

    private Dictionary<string, List<string>> Read()
    {
        if (!File.Exists(path))
            throw new RecipeException(path, "", "file not found", "");
        var answers = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var (key, text) = Parse(line) ?? throw new RecipeException(path, $"line {number}", "malformed", "an object with completion or response, and item or prompt");
            if (!answers.TryGetValue(key, out var texts))
                answers[key] = texts = [];
            texts.Add(text);
        }

        return answers;
    }

    private static (string Key, string Text)? Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return (Text(json.RootElement, "item") ?? Text(json.RootElement, "prompt"), Text(json.RootElement, "completion") ?? Text(json.RootElement, "response"))
                is ({ } key, { } text) ? (key, text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
