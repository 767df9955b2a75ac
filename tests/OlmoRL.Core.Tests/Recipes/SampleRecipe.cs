using OlmoRL.Recipes;

namespace OlmoRL.Tests.Recipes;

/// <summary>One recipe with every kind of value.</summary>
public sealed record SampleRecipe : IRecipe
{
    public required string Name { get; init; }

    public bool Resume { get; init; }

    public long TokenBudget { get; init; } = 5_000_000_000;

    public float Dropout { get; init; } = 0.1f;

    public double? Ceiling { get; init; }

    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(10);

    public TimeSpan? Timeout { get; init; }

    [RecipePath]
    public string? Model { get; init; }

    [RecipePath]
    public IReadOnlyList<string> Data { get; init; } = ["data/train.jsonl"];

    public int[] StopTokenIds { get; init; } = [2, 0];

    public IReadOnlyList<SampleLoss> Losses { get; init; } = [];

    public SampleTrainer Trainer { get; init; } = new();

    // On purpose another default than SampleRollout's own.
    public SampleRollout Rollout { get; init; } = new() { GroupSize = 16, MaxTokens = 256 };

    public SampleRollout? Eval { get; init; }

    public IReadOnlyList<SampleStage> Stage { get; init; } = [];

    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, double> Mixture { get; init; } = new Dictionary<string, double>();

    public int DerivedCount => StopTokenIds.Length;

    public IEnumerable<RecipeProblem> Validate()
    {
        if (Rollout.GroupSize > TokenBudget)
            yield return RecipeProblem.NotAllowed(nameof(TokenBudget), TokenBudget, "at least rollout.group_size");
    }
}

public sealed record SampleTrainer
{
    public double LearningRate { get; init; } = 1e-6;

    public SampleLoss Loss { get; init; } = SampleLoss.Grpo;

    [RecipePath]
    public string Output { get; init; } = "runs";
}

public sealed record SampleRollout : IRecipe
{
    public int GroupSize { get; init; } = 8;

    public required int MaxTokens { get; init; }

    public IEnumerable<RecipeProblem> Validate()
    {
        if (GroupSize < 2)
            yield return RecipeProblem.NotAllowed(nameof(GroupSize), GroupSize, "at least 2");
    }
}

public sealed record SampleStage : IRecipe
{
    public required string Name { get; init; }

    public SampleLoss? Loss { get; init; }

    public SampleRollout Rollout { get; init; } = new() { MaxTokens = 64 };

    public IEnumerable<RecipeProblem> Validate()
    {
        if (Name.Length == 0)
            yield return new RecipeProblem("", "this stage has no name", "give it one");
    }
}

public enum SampleLoss
{
    Grpo,
    DrGrpo,
    Dapo,
}
