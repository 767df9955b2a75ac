namespace OlmoRL.Recipes;

/// <summary>How rollouts become an update.</summary>
public sealed record TrainerSpec : IRecipe
{
    /// <summary>Steps of the run.</summary>
    public required int Steps { get; init; }

    /// <summary>Optimizer updates a step.</summary>
    public int MiniBatches { get; init; } = 1;

    /// <summary>Tokens of a packed row.</summary>
    public int PackLength { get; init; } = 256;

    /// <summary>Rows per forward and backward pass.</summary>
    public int RowsPerMicroBatch { get; init; } = 32;

    /// <summary>A ratio below 1 - this is cut.</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>A ratio above 1 + this is cut.</summary>
    public double ClipHigh { get; init; } = 0.272;

    /// <summary>Largest weight of old over engine probability.</summary>
    public double ImportanceCap { get; init; } = 2.0;

    /// <summary>Optimizer.</summary>
    public required OptimizerSpec Optimizer { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Steps < 1)
            yield return RecipeProblem.NotAllowed(nameof(Steps), Steps, "at least 1");
        if (MiniBatches < 1)
            yield return RecipeProblem.NotAllowed(nameof(MiniBatches), MiniBatches, "at least 1");
        if (RowsPerMicroBatch < 1)
            yield return RecipeProblem.NotAllowed(nameof(RowsPerMicroBatch), RowsPerMicroBatch, "at least 1");
        if (ClipLow is <= 0 or >= 1)
            yield return RecipeProblem.NotAllowed(nameof(ClipLow), ClipLow, "above 0, below 1");
        if (ClipHigh <= 0)
            yield return RecipeProblem.NotAllowed(nameof(ClipHigh), ClipHigh, "above 0");
        if (ImportanceCap <= 0)
            yield return RecipeProblem.NotAllowed(nameof(ImportanceCap), ImportanceCap, "above 0");
    }
}
