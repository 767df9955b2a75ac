namespace OlmoRL.Recipes;

/// <summary>Reads a recipe file into a validated record.</summary>
/// <remarks>
/// Keys are the snake_case names of the record's init properties. A key left out keeps the value of its
/// initialiser; a nested table changes only the keys it names.
/// </remarks>
public static class RecipeLoader
{
    /// <summary>Loads a recipe, with overrides such as <c>loss.beta=0.1</c> or <c>stage[0].name=warm</c>.</summary>
    /// <exception cref="RecipeException">The file or an override is not a recipe of this type.</exception>
    public static T Load<T>(string path, IReadOnlyList<string>? overrides = null)
        where T : class
    {
        if (!File.Exists(path))
            throw new RecipeException(path, "", "file not found", "");
        var tree = TomlTree.Parse(File.ReadAllText(path), path);
        foreach (var text in overrides ?? [])
            RecipeOverride.Parse(text, path).ApplyTo(tree);

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var recipe = (T)new RecipeBinder(path, folder).BindRoot(typeof(T), tree);
        return RecipeValidation.FirstProblem(recipe) is { } problem
            ? throw new RecipeException(path, problem.Key, problem.Problem, problem.Allowed)
            : recipe;
    }
}
