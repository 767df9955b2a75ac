namespace OlmoRL.Recipes;

/// <summary>Which completions become the chosen and the rejected one.</summary>
public enum PairSelection
{
    /// <summary>The best of the strong model's, and the worst of the weak model's (delta learning, arXiv 2507.06187).</summary>
    Delta,

    /// <summary>The best and the worst of all, whoever wrote them.</summary>
    BestAndWorst,
}

/// <summary>`olmorl pairs`: preference pairs of a strong and a weak model, or correct completions of a strong one alone.</summary>
public sealed record PairsRecipe : IRecipe
{
    /// <summary>Where rows.jsonl and the report go.</summary>
    [RecipePath]
    public required string Directory { get; init; }

    /// <summary>
    /// The model whose correct completions are chosen. With an endpoint in its place, the folder whose tokenizer and template write
    /// the rows.
    /// </summary>
    [RecipePath]
    public required string Strong { get; init; }

    /// <summary>Samples in place of the strong checkpoint.</summary>
    public EndpointSpec StrongEndpoint { get; init; } = new();

    /// <summary>Samples in place of the weak checkpoint.</summary>
    public EndpointSpec WeakEndpoint { get; init; } = new();

    /// <summary>The model whose completions are rejected, unfiltered; empty writes supervised rows of the strong one.</summary>
    [RecipePath]
    public string Weak { get; init; } = "";

    /// <summary>Decides prompts and draws.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Prompts.</summary>
    public DataSpec Data { get; init; } = new();

    /// <summary>How completions are graded.</summary>
    public RewardSpec Reward { get; init; } = new();

    /// <summary>Prompts taken.</summary>
    public int Prompts { get; init; } = 1024;

    /// <summary>Completions of the strong model for each prompt.</summary>
    public int StrongSamples { get; init; } = 4;

    /// <summary>Completions of the weak model for each prompt.</summary>
    public int WeakSamples { get; init; } = 2;

    /// <summary>Which of several completions make the pair.</summary>
    public PairSelection Selection { get; init; } = PairSelection.Delta;

    /// <summary>
    /// Least reward of a chosen completion, for graders that give degrees, such as a judge; 0 asks for a full verdict of every verifier.
    /// </summary>
    public double MinChosenReward { get; init; }

    /// <summary>Most tokens that chosen and rejected may differ in; 0 is any number.</summary>
    public int MaxLengthDifference { get; init; }

    /// <summary>Sampling temperature of both models.</summary>
    public double Temperature { get; init; } = 1.0;

    /// <summary>Most tokens of a completion.</summary>
    public int MaxTokens { get; init; } = 96;

    /// <summary>Prompts that are sampled, and saved, together: what an interruption can cost.</summary>
    public int PartSize { get; init; } = 256;

    /// <summary>Inference workers in this process, one thread each; 0 is one a core.</summary>
    public int InferenceWorkers { get; init; }

    /// <summary>Sequences a worker decodes together.</summary>
    public int Slots { get; init; } = 64;

    /// <summary>The engine.</summary>
    public EngineSpec Engine { get; init; } = new();

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Prompts < 1)
            yield return RecipeProblem.NotAllowed(nameof(Prompts), Prompts, "at least 1");
        if (StrongSamples < 1)
            yield return RecipeProblem.NotAllowed(nameof(StrongSamples), StrongSamples, "at least 1");
        if (WeakSamples < 1)
            yield return RecipeProblem.NotAllowed(nameof(WeakSamples), WeakSamples, "at least 1");
        if (MinChosenReward < 0)
            yield return RecipeProblem.NotAllowed(nameof(MinChosenReward), MinChosenReward, "at least 0");
        if (MaxLengthDifference < 0)
            yield return RecipeProblem.NotAllowed(nameof(MaxLengthDifference), MaxLengthDifference, "at least 0");
        if (Temperature is < 0 or > 10)
            yield return RecipeProblem.NotAllowed(nameof(Temperature), Temperature, "0 to 10");
        if (MaxTokens < 1)
            yield return RecipeProblem.NotAllowed(nameof(MaxTokens), MaxTokens, "at least 1");
        if (PartSize < 1)
            yield return RecipeProblem.NotAllowed(nameof(PartSize), PartSize, "at least 1");
        if (InferenceWorkers < 0)
            yield return RecipeProblem.NotAllowed(nameof(InferenceWorkers), InferenceWorkers, "at least 0");
        if (Slots < 1)
            yield return RecipeProblem.NotAllowed(nameof(Slots), Slots, "at least 1");
    }
}
