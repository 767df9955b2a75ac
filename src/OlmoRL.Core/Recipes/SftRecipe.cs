namespace OlmoRL.Recipes;

/// <summary>`olmorl sft`: supervised fine-tuning.</summary>
public sealed record SftRecipe : IRecipe
{
    /// <summary>Where the run's files go.</summary>
    [RecipePath]
    public required string Directory { get; init; }

    /// <summary>The model to start from, a checkpoint folder in Hugging Face layout.</summary>
    [RecipePath]
    public required string Checkpoint { get; init; }

    /// <summary>Decides draws and order.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>A snapshot to resume from every so many steps; one is always taken when the run stops.</summary>
    public int SnapshotEvery { get; init; } = 100;

    /// <summary>A model checkpoint every so many steps; 0 writes only the last.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>Conversations.</summary>
    public required DocumentDataSpec Data { get; init; }

    /// <summary>Learning.</summary>
    public required DocumentTrainerSpec Trainer { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate() => DocumentRunRules.Check(SnapshotEvery, CheckpointEvery, Data, Trainer);
}
