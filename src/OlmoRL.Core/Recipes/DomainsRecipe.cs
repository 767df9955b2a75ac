namespace OlmoRL.Recipes;

/// <summary>`olmorl domains`: a run on each of several domains and one on their mix, from one start model.</summary>
public sealed record DomainsRecipe : IRecipe
{
    /// <summary>Where the runs' folders and the report go.</summary>
    [RecipePath]
    public required string Directory { get; init; }

    /// <summary>The RLVR recipe on all domains.</summary>
    [RecipePath]
    public required string Mix { get; init; }

    /// <summary>How models are measured; problems are those of the domain's recipe, of the held-out split.</summary>
    [RecipePath]
    public required string Evaluate { get; init; }

    /// <summary>Runs of each, with the seeds 1 to this.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>The domains.</summary>
    public required IReadOnlyList<DomainSpec> Domain { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Seeds < 1)
            yield return RecipeProblem.NotAllowed(nameof(Seeds), Seeds, "at least 1");
        if (Domain.Count == 0 || Domain.DistinctBy(d => d.Name).Count() != Domain.Count)
            yield return new RecipeProblem("domain", "none, or one name twice", "at least one, each name once");
        foreach (var (key, path) in new[] { ("mix", Mix), ("evaluate", Evaluate) })
        {
            if (!File.Exists(path))
                yield return new RecipeProblem(key, $"{path} does not exist", "a recipe file");
        }
    }
}

/// <summary>A domain of a <see cref="DomainsRecipe"/>.</summary>
public sealed record DomainSpec : IRecipe
{
    /// <summary>What the report calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The RLVR recipe on this domain alone.</summary>
    [RecipePath]
    public required string Rlvr { get; init; }

    /// <summary>The verifier that grades it, whose figures are the domain's within the mix.</summary>
    public required string Verifier { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Name.Length == 0 || !Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            yield return RecipeProblem.NotAllowed(nameof(Name), Name, "letters, digits and hyphens: it names a folder");
        if (!File.Exists(Rlvr))
            yield return new RecipeProblem("rlvr", $"{Rlvr} does not exist", "a recipe file");
    }
}
