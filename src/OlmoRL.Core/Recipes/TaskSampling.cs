namespace OlmoRL.Recipes;

/// <summary>Sampling settings of an evaluation. The initial values are those of the Olmo 3 report's Table 16.</summary>
public sealed record TaskSampling : IRecipe
{
    /// <summary>Settings by name.</summary>
    /// <remarks>
    /// `olmo3`: temperature 0.6, top-p 0.95, up to 32,768 tokens (arXiv 2512.13961, Table 16). `rl-zero`: temperature 1, the
    /// whole distribution (its section on RL-Zero). `greedy`: the most likely token.
    /// </remarks>
    public static IReadOnlyDictionary<string, TaskSampling> Presets { get; } = new Dictionary<string, TaskSampling>
    {
        ["olmo3"] = new(),
        ["rl-zero"] = new() { Temperature = 1, TopP = 1 },
        ["greedy"] = new() { Temperature = 0, TopP = 1 },
    };

    /// <summary>0 takes the most likely token.</summary>
    public double Temperature { get; init; } = 0.6;

    /// <summary>Keeps the fewest most likely tokens whose probability reaches this; 1 keeps all.</summary>
    public double TopP { get; init; } = 0.95;

    /// <summary>Most tokens of a completion; fewer where the model has no room.</summary>
    public int MaxTokens { get; init; } = 32_768;

    /// <summary>Completions of each problem and seed: 32 for AIME, 10 for code in the report.</summary>
    public int Samples { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Temperature is < 0 or > 10)
            yield return RecipeProblem.NotAllowed(nameof(Temperature), Temperature, "0 to 10");
        if (TopP is not (> 0 and <= 1))
            yield return RecipeProblem.NotAllowed(nameof(TopP), TopP, "above 0, at most 1");
        if (MaxTokens < 1)
            yield return RecipeProblem.NotAllowed(nameof(MaxTokens), MaxTokens, "at least 1");
        if (Samples < 1)
            yield return RecipeProblem.NotAllowed(nameof(Samples), Samples, "at least 1");
    }
}
