namespace OlmoRL.Recipes;

/// <summary>`olmorl control`: one run under several rewards, the true one and spurious ones.</summary>
public sealed record ControlRecipe : IRecipe
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

    /// <summary>Steps of every cell; 0 leaves those of the RLVR recipe.</summary>
    public int Steps { get; init; }

    /// <summary>The rewards under test.</summary>
    public required IReadOnlyList<ControlSpec> Control { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Steps < 0)
            yield return RecipeProblem.NotAllowed(nameof(Steps), Steps, "at least 0");
        if (!Control.Any(c => c is { Scorer: ScorerType.Verified, OnlyWithAll: false }))
            yield return new RecipeProblem("control", "no verified reward to compare with", "one with scorer = \"verified\"");
        if (Control.DistinctBy(c => c.Scorer).Count() != Control.Count)
            yield return new RecipeProblem("control", "a scorer occurs twice", "each scorer once");
        if (!File.Exists(Rlvr))
            yield return new RecipeProblem("rlvr", $"{Rlvr} does not exist", "a recipe file");
        if (!File.Exists(Evaluate))
            yield return new RecipeProblem("evaluate", $"{Evaluate} does not exist", "a recipe file");
    }
}

/// <summary>One reward of a <see cref="ControlRecipe"/>.</summary>
public sealed record ControlSpec : IRecipe
{
    /// <summary>What is rewarded.</summary>
    public required ScorerType Scorer { get; init; }

    /// <summary>Runs, with the seeds 1 to this.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Left out unless the command is given --all.</summary>
    public bool OnlyWithAll { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Seeds < 1)
            yield return RecipeProblem.NotAllowed(nameof(Seeds), Seeds, "at least 1");
    }
}
