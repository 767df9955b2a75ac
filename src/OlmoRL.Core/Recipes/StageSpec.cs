namespace OlmoRL.Recipes;

/// <summary>What a stage of a flow does.</summary>
public enum StageKind
{
    /// <summary>Measures a checkpoint.</summary>
    Evaluate,

    /// <summary>Trains a checkpoint by reinforcement learning.</summary>
    Rlvr,

    /// <summary>Writes tables and pictures of the stages before it.</summary>
    Report,
}

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

    /// <summary>An earlier stage whose model it takes, in place of the recipe's checkpoint.</summary>
    public string From { get; init; } = "";

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Name.Length == 0 || Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
            yield return RecipeProblem.NotAllowed(nameof(Name), Name, "letters, digits, - and _");
        if (Kind != StageKind.Report && !File.Exists(Recipe))
            yield return new RecipeProblem("recipe", $"{Recipe} does not exist", "a recipe file");
    }
}
