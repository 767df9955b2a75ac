namespace OlmoRL.Recipes;

/// <summary>`olmorl eval`: a checkpoint on held-out problems.</summary>
public sealed record EvaluateRecipe : IRecipe
{
    /// <summary>The model, a checkpoint folder in Hugging Face layout.</summary>
    [RecipePath]
    public required string Checkpoint { get; init; }

    /// <summary>Where the evaluation's files go.</summary>
    [RecipePath]
    public required string Directory { get; init; }

    /// <summary>Problems.</summary>
    public DataSpec Data { get; init; } = new();

    /// <summary>Take problems of the development split, for choices; false takes the test split, for figures.</summary>
    public bool Development { get; init; }

    /// <summary>How completions are graded; scale and normalization have no meaning here.</summary>
    public RewardSpec Reward { get; init; } = new();

    /// <summary>How many problems.</summary>
    public int Problems { get; init; } = 200;

    /// <summary>Completions of each.</summary>
    public int Samples { get; init; } = 16;

    /// <summary>Sampling temperature; greedy decoding is measured beside it.</summary>
    public double Temperature { get; init; } = 1.0;

    /// <summary>Keeps the fewest most likely tokens whose probability reaches this; 1 keeps all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Keeps this many most likely tokens; 0 keeps all.</summary>
    public int TopK { get; init; }

    /// <summary>Keeps tokens at least this times as likely as the most likely one; 0 keeps all.</summary>
    public double MinP { get; init; }

    /// <summary>Most tokens of a completion.</summary>
    public int MaxTokens { get; init; } = 96;

    /// <summary>Seed of the draws.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Inference workers in this process, one thread each; 0 is one a core.</summary>
    public int InferenceWorkers { get; init; }

    /// <summary>Sequences a worker decodes together.</summary>
    public int Slots { get; init; } = 64;

    /// <summary>How sampling computes.</summary>
    public EngineSpec Engine { get; init; } = new();

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Problems < 1)
            yield return RecipeProblem.NotAllowed(nameof(Problems), Problems, "at least 1");
        if (Samples < 1)
            yield return RecipeProblem.NotAllowed(nameof(Samples), Samples, "at least 1");
        if (Temperature is < 0 or > 10)
            yield return RecipeProblem.NotAllowed(nameof(Temperature), Temperature, "0 to 10");
        if (TopP is not (> 0 and <= 1))
            yield return RecipeProblem.NotAllowed(nameof(TopP), TopP, "above 0, at most 1");
        if (TopK < 0)
            yield return RecipeProblem.NotAllowed(nameof(TopK), TopK, "at least 0");
        if (MinP is not (>= 0 and < 1))
            yield return RecipeProblem.NotAllowed(nameof(MinP), MinP, "at least 0, below 1");
        if (MaxTokens < 1)
            yield return RecipeProblem.NotAllowed(nameof(MaxTokens), MaxTokens, "at least 1");
        if (InferenceWorkers < 0)
            yield return RecipeProblem.NotAllowed(nameof(InferenceWorkers), InferenceWorkers, "at least 0");
        if (Slots < 1)
            yield return RecipeProblem.NotAllowed(nameof(Slots), Slots, "at least 1");
    }
}
