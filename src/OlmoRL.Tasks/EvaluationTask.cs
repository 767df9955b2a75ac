using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Tasks;

/// <summary>A task that was found.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="File">Its task.toml.</param>
/// <param name="Recipe">What that says.</param>
public sealed record EvaluationTask(string Name, string File, TaskRecipe Recipe)
{
    /// <summary>The file in a task's folder.</summary>
    public const string FileName = "task.toml";

    /// <summary>Digest of what it asks and how it grades, with every value filled in, but for places on this machine.</summary>
    public string Digest => ContentDigest.OfText(RecipeWriter.ToToml(Recipe with { Examples = "" })
        + (Recipe.Examples.Length > 0 ? ContentDigest.OfFile(Recipe.Examples) : ""));

    /// <summary>Finds a task by name or by folder.</summary>
    /// <param name="choice">A folder with a task.toml, or the name of one in <paramref name="folder"/>.</param>
    /// <param name="folder">Where named tasks are.</param>
    /// <param name="overrides">As `sampling.samples=4`.</param>
    /// <exception cref="RecipeException">There is no such task, or it is malformed.</exception>
    public static EvaluationTask Find(string choice, string folder, IReadOnlyList<string> overrides)
    {
        var here = System.IO.File.Exists(Path.Combine(choice, FileName)) ? choice : Path.Combine(folder, choice);
        var file = Path.Combine(here, FileName);
        if (!System.IO.File.Exists(file))
            throw new RecipeException(choice, "", "there is no such task", $"a folder with {FileName}, or one of {string.Join(", ", Names(folder))}");
        return new EvaluationTask(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(here))), file, RecipeLoader.Load<TaskRecipe>(file, overrides));
    }

    /// <summary>Names of the tasks in a folder.</summary>
    public static IReadOnlyList<string> Names(string folder) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateDirectories(folder).Where(d => System.IO.File.Exists(Path.Combine(d, FileName)))
            .Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];
}
