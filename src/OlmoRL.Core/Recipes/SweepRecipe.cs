namespace OlmoRL.Recipes;

/// <summary>Which combinations of values a sweep runs.</summary>
public enum SweepMode
{
    /// <summary>One value at a time differs from the RLVR recipe.</summary>
    Each,

    /// <summary>Every combination.</summary>
    Grid,
}

/// <summary>`olmorl sweep`: one run under several values of its recipe.</summary>
public sealed record SweepRecipe : IRecipe
{
    /// <summary>Where the cells' folders and the report go.</summary>
    [RecipePath]
    public required string Directory { get; init; }

    /// <summary>The RLVR recipe that every cell clones.</summary>
    [RecipePath]
    public required string Rlvr { get; init; }

    /// <summary>How the start model and every end model are measured.</summary>
    [RecipePath]
    public required string Evaluate { get; init; }

    /// <summary>Each value in turn, or every combination.</summary>
    public SweepMode Mode { get; init; } = SweepMode.Each;

    /// <summary>Runs of each cell, with the seeds 1 to this.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>`key=value` of the RLVR recipe that hold in every cell.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>What is varied.</summary>
    public required IReadOnlyList<SweepAxis> Axis { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Seeds < 1)
            yield return RecipeProblem.NotAllowed(nameof(Seeds), Seeds, "at least 1");
        if (Axis.Count == 0)
            yield return new RecipeProblem("axis", "there is none", "at least one, with key and values");
        if (Axis.DistinctBy(a => a.Key).Count() != Axis.Count)
            yield return new RecipeProblem("axis", "a key occurs twice", "each key once");
        if (!File.Exists(Rlvr))
            yield return new RecipeProblem("rlvr", $"{Rlvr} does not exist", "a recipe file");
        if (!File.Exists(Evaluate))
            yield return new RecipeProblem("evaluate", $"{Evaluate} does not exist", "a recipe file");
    }
}

/// <summary>One value of the RLVR recipe that a <see cref="SweepRecipe"/> varies.</summary>
public sealed record SweepAxis : IRecipe
{
    /// <summary>Its key, as after `--set`.</summary>
    public required string Key { get; init; }

    /// <summary>Its values, as after the equals sign of `--set`.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Values.Count == 0 || Values.Distinct(StringComparer.Ordinal).Count() != Values.Count)
            yield return new RecipeProblem("values", "none, or one twice", "at least one, each once");
    }
}
