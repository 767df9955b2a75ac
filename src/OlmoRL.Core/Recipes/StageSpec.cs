namespace OlmoRL.Recipes;

/// <summary>One stage of a flow.</summary>
public sealed record StageSpec : IRecipe
{
    /// <summary>Unique in the flow; also its folder.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public required StageKind Kind { get; init; }

    /// <summary>The recipe it runs; a report has none.</summary>
    [RecipePath]
    public string Recipe { get; init; } = "";

    /// <summary>An earlier stage whose model it takes, in place of the recipe's checkpoint: STAGE, or STAGE@STEP.</summary>
    public string From { get; init; } = "";

    /// <summary>
    /// Other paths of the recipe that earlier stages make: `{ "data.source[0].path" = "pairs", weak = "base@500" }`. A pairs
    /// stage stands for its rows, a training stage for its checkpoint.
    /// </summary>
    public IReadOnlyDictionary<string, string> With { get; init; } = new Dictionary<string, string>();

    /// <summary>Values of the recipe that this stage changes, as `key=value`.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>Recipe key and earlier stage of everything that it takes over.</summary>
    public IEnumerable<(string Key, string Reference)> References() =>
        (From.Length > 0 ? [("checkpoint", From)] : Array.Empty<(string, string)>()).Concat(With.Select(w => (w.Key, w.Value)));

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Name.Length == 0 || Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            yield return RecipeProblem.NotAllowed(nameof(Name), Name, "letters, digits, - and _");
        if (Kind != StageKind.Report && !File.Exists(Recipe))
            yield return new RecipeProblem("recipe", $"{Recipe} does not exist", "a recipe file");
    }
}
