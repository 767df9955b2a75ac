namespace OlmoRL.Recipes;

/// <summary>How documents become updates: batches, precision, optimizer. Shared by supervised and preference training.</summary>
public sealed record DocumentTrainerSpec : IRecipe
{
    /// <summary>Optimizer steps; 0 is as many as the epochs need.</summary>
    public int Steps { get; init; }

    /// <summary>Times the mixture is gone through, where <see cref="Steps"/> is 0.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Tokens of a batch: whole rows are taken until another would exceed it. Supervised training.</summary>
    public long BatchTokens { get; init; } = 1 << 20;

    /// <summary>Pairs of a batch. Preference training.</summary>
    public int BatchPairs { get; init; } = 128;

    /// <summary>Tokens of a packed row.</summary>
    public int PackLength { get; init; } = 256;

    /// <summary>Most tokens, padding included, per forward and backward pass.</summary>
    public int MicroBatchTokens { get; init; } = 8192;

    /// <summary>Type of the forward and backward pass; master weights are fp32.</summary>
    public ComputePrecision Precision { get; init; } = ComputePrecision.Fp32;

    /// <summary>Compute each layer again in the backward pass instead of keeping its activations.</summary>
    public bool Checkpointing { get; init; }

    /// <summary>Held-out loss every so many steps; 0 only after the last.</summary>
    public int EvaluateEvery { get; init; }

    /// <summary>Optimizer.</summary>
    public required OptimizerSpec Optimizer { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Steps < 0)
            yield return RecipeProblem.NotAllowed(nameof(Steps), Steps, "at least 0");
        if (Epochs < 1)
            yield return RecipeProblem.NotAllowed(nameof(Epochs), Epochs, "at least 1");
        if (BatchTokens < 1)
            yield return RecipeProblem.NotAllowed(nameof(BatchTokens), BatchTokens, "at least 1");
        if (BatchPairs < 1)
            yield return RecipeProblem.NotAllowed(nameof(BatchPairs), BatchPairs, "at least 1");
        if (PackLength < 2)
            yield return RecipeProblem.NotAllowed(nameof(PackLength), PackLength, "at least 2");
        if (MicroBatchTokens < PackLength)
            yield return RecipeProblem.NotAllowed(nameof(MicroBatchTokens), MicroBatchTokens, $"at least pack_length, {PackLength}");
        if (EvaluateEvery < 0)
            yield return RecipeProblem.NotAllowed(nameof(EvaluateEvery), EvaluateEvery, "at least 0");
    }
}
