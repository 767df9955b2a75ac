using System.Globalization;
using System.Text.Json;
using OlmoRL.Data.Rows;
using OlmoRL.Data.Templates;
using OlmoRL.Recipes;
using OlmoRL.Verification.Verifiers;

namespace OlmoRL.Tasks;

/// <summary>Reads a task's problems from its data set.</summary>
public static class TaskProblems
{
    /// <summary>The first problems of a task.</summary>
    /// <param name="data">The folder that data sets are below.</param>
    /// <param name="limit">How many; 0 takes all.</param>
    /// <exception cref="RecipeException">The data set is missing, a template fails on a row, or two rows have one name.</exception>
    public static async Task<IReadOnlyList<TaskProblem>> ReadAsync(EvaluationTask task, string data, int limit)
    {
        var (recipe, path) = (task.Recipe, Path.Combine(data, task.Recipe.Data));
        if (!File.Exists(path) && !Directory.Exists(path))
            throw new RecipeException(task.File, "data", $"{Path.GetFullPath(path)} does not exist", "a data set below the folder that --data names");
        var examples = await ExamplesAsync(recipe).ConfigureAwait(false);
        var templates = Templates(task);
        var problems = new List<TaskProblem>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in RowFiles.ReadAsync(path).ConfigureAwait(false))
        {
            if (limit > 0 && problems.Count == limit)
                break;
            var variables = new Dictionary<string, JsonElement> { ["row"] = JsonSerializer.SerializeToElement(row), ["examples"] = examples };
            var problem = Problem(task, templates, variables, problems.Count + 1);
            if (!names.Add(problem.Item))
                throw new RecipeException(task.File, "item", $"row {problems.Count + 1} has the name {problem.Item} of another", "names that differ");
            problems.Add(problem);
        }

        return problems.Count > 0 ? problems : throw new RecipeException(task.File, "data", $"{path} has no row", "at least one");
    }

    private static async Task<JsonElement> ExamplesAsync(TaskRecipe recipe)
    {
        var rows = new List<JsonElement>();
        if (recipe.Examples.Length > 0)
        {
            await foreach (var row in RowFiles.ReadAsync(recipe.Examples).ConfigureAwait(false))
                rows.Add(JsonSerializer.SerializeToElement(row));
        }

        return JsonSerializer.SerializeToElement(rows);
    }

    private static Dictionary<string, RowTemplate> Templates(EvaluationTask task)
    {
        (string Key, string Source)[] sources =
        [
            ("prompt", task.Recipe.Prompt), ("answer", task.Recipe.Answer), ("gold", task.Recipe.Gold), ("choices", task.Recipe.Choices), ("item", task.Recipe.Item),
        ];
        return sources.ToDictionary(s => s.Key, s => Parse(task, s.Key, s.Source));
    }

    /// <summary>A template of a task's file.</summary>
    /// <exception cref="RecipeException">It is malformed.</exception>
    internal static RowTemplate Parse(EvaluationTask task, string key, string source)
    {
        try
        {
            return new RowTemplate(key, source);
        }
        catch (TemplateException malformed)
        {
            throw new RecipeException(task.File, key, malformed.Message, "Jinja as chat templates use it");
        }
    }

    private static TaskProblem Problem(
        EvaluationTask task, Dictionary<string, RowTemplate> templates, Dictionary<string, JsonElement> variables, int number)
    {
        string Render(string key)
        {
            try
            {
                return templates[key].Render(variables);
            }
            catch (TemplateException fails)
            {
                throw new RecipeException(task.File, key, $"row {number}: {fails.Message}", "Jinja that every row can be put into");
            }
        }

        var (answer, item, choices) = (Render("answer"), Render("item"), Render("choices"));
        return new TaskProblem
        {
            Item = item.Length > 0 ? item : number.ToString(CultureInfo.InvariantCulture),
            Prompt = Render("prompt"),
            Truth = task.Recipe.Boxed ? Boxed(task, answer, number) : answer,
            Gold = Render("gold"),
            Choices = choices.Length == 0 ? [] : Choices(task, choices, answer, number),
            Row = variables["row"].GetRawText(),
        };
    }

    private static string Boxed(EvaluationTask task, string answer, int number) => AnswerExtraction.Boxed(answer)
        ?? throw new RecipeException(task.File, "answer", $"row {number} has no \\boxed", "an answer in \\boxed{}, or boxed = false");

    private static string[] Choices(EvaluationTask task, string text, string answer, int number)
    {
        try
        {
            if (JsonSerializer.Deserialize<string[]>(text) is { Length: > 1 } choices
                && int.TryParse(answer, CultureInfo.InvariantCulture, out var right) && right >= 0 && right < choices.Length)
                return choices;
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new RecipeException(task.File, "choices", $"row {number}: {text} with answer {answer}", "a JSON list of at least two texts, and the number of the right one from 0");
    }
}
