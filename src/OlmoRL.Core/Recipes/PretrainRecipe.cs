namespace OlmoRL.Recipes;

/// <summary>`olmorl pretrain`: a small base model from a generated corpus, or from a checkpoint that it goes on with.</summary>
public sealed record PretrainRecipe : IRecipe
{
    /// <summary>Where the run's files go.</summary>
    [RecipePath]
    public required string Directory { get; init; }

    /// <summary>
    /// The model to go on with, whose shape and tokenizer stay; empty begins with a new one. Moments and schedule begin anew.
    /// </summary>
    [RecipePath]
    public string Checkpoint { get; init; } = "";

    /// <summary>Seed of initial weights and of the order of documents.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Shape of a new model.</summary>
    public ModelSpec Model { get; init; } = new();

    /// <summary>Problems of the corpus.</summary>
    public DataSpec Data { get; init; } = new();

    /// <summary>Kinds of document.</summary>
    public CorpusMix Mix { get; init; } = new();

    /// <summary>Optimizer steps.</summary>
    public int Steps { get; init; } = 2000;

    /// <summary>Documents a step.</summary>
    public int DocumentsPerStep { get; init; } = 64;

    /// <summary>Tokens of a packed row.</summary>
    public int PackLength { get; init; } = 256;

    /// <summary>A checkpoint every so many steps; 0 writes only the last.</summary>
    public int CheckpointEvery { get; init; } = 500;

    /// <summary>Documents that the tokenizer is trained on.</summary>
    public int TokenizerDocuments { get; init; } = 4000;

    /// <summary>Optimizer.</summary>
    public required OptimizerSpec Optimizer { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Steps < 1)
            yield return RecipeProblem.NotAllowed(nameof(Steps), Steps, "at least 1");
        if (DocumentsPerStep < 1)
            yield return RecipeProblem.NotAllowed(nameof(DocumentsPerStep), DocumentsPerStep, "at least 1");
        if (Checkpoint.Length > 0 && Model != new ModelSpec())
            yield return new RecipeProblem("model", "a checkpoint has its own shape", "no [model] beside a checkpoint");
        if (Checkpoint.Length == 0 && (PackLength < 2 || PackLength > Model.Shape().MaxPositions))
            yield return RecipeProblem.NotAllowed(nameof(PackLength), PackLength, $"2 to max_positions, {Model.Shape().MaxPositions}");
        if (Mix is { Worked: < 0 } or { Terse: < 0 } or { Rambling: < 0 } or { Adrift: < 0 }
            or { Drill: < 0 } || Mix.Worked + Mix.Terse + Mix.Rambling + Mix.Adrift + Mix.Drill <= 0)
            yield return new RecipeProblem("mix", "no style has a share", "parts of at least 0 with a sum above 0");
    }
}
