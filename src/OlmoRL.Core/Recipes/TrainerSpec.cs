using OlmoRL.Objectives;

namespace OlmoRL.Recipes;

/// <summary>How rollouts become an update.</summary>
public sealed record TrainerSpec : IRecipe
{
    /// <summary>Steps of the run.</summary>
    public required int Steps { get; init; }

    /// <summary>Optimizer updates a step, each with groups of its own.</summary>
    public int MiniBatches { get; init; } = 1;

    /// <summary>Times a step goes through its mini-batches.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Tokens of a packed row.</summary>
    public int PackLength { get; init; } = 256;

    /// <summary>Most tokens, padding included, per forward and backward pass.</summary>
    public int MicroBatchTokens { get; init; } = 8192;

    /// <summary>clipped_surrogate, cispo, gspo, or your own as ASSEMBLY.dll:TYPE (docs/adding-a-loss.md).</summary>
    public string Loss { get; init; } = "clipped_surrogate";

    /// <summary>A ratio below 1 - this is cut.</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>A ratio above 1 + this is cut.</summary>
    public double ClipHigh { get; init; } = 0.272;

    /// <summary>What the loss sum is divided by: token, sequence or constant.</summary>
    public LossDenominator Denominator { get; init; } = LossDenominator.Token;

    /// <summary>With `constant`: tokens per response; 0 is max_tokens.</summary>
    public int DenominatorTokens { get; init; }

    /// <summary>Whether the off-policy weight is per token or per sequence.</summary>
    public ImportanceLevel ImportanceLevel { get; init; } = ImportanceLevel.Token;

    /// <summary>Largest weight of old over engine probability.</summary>
    public double ImportanceCap { get; init; } = 2.0;

    /// <summary>Smallest weight; 0 for none.</summary>
    public double ImportanceFloor { get; init; }

    /// <summary>Below this ratio of old to engine probability a token gets no weight; 0 for none.</summary>
    public double ImportanceMaskBelow { get; init; }

    /// <summary>Above this ratio of old to engine probability a token gets no weight; 0 for none.</summary>
    public double ImportanceMaskAbove { get; init; }

    /// <summary>Type of the forward and backward pass; master weights are fp32.</summary>
    public ComputePrecision Precision { get; init; } = ComputePrecision.Fp32;

    /// <summary>Compute each layer again in the backward pass instead of keeping its activations.</summary>
    public bool Checkpointing { get; init; }

    /// <summary>Processes that train together; above 1 mpirun starts them, and micro-batches are shared out among them.</summary>
    public int Learners { get; init; } = 1;

    /// <summary>Updates that may be left out because loss or gradient was not finite, before the run stops.</summary>
    public int MaxSkippedUpdates { get; init; } = 5;

    /// <summary>Penalty for leaving a reference.</summary>
    public KlSpec Kl { get; init; } = new();

    /// <summary>Optimizer.</summary>
    public required OptimizerSpec Optimizer { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Steps < 1)
            yield return RecipeProblem.NotAllowed(nameof(Steps), Steps, "at least 1");
        if (Learners < 1)
            yield return RecipeProblem.NotAllowed(nameof(Learners), Learners, "at least 1");
        if (MiniBatches < 1)
            yield return RecipeProblem.NotAllowed(nameof(MiniBatches), MiniBatches, "at least 1");
        if (Epochs < 1)
            yield return RecipeProblem.NotAllowed(nameof(Epochs), Epochs, "at least 1");
        if (MicroBatchTokens < PackLength)
            yield return RecipeProblem.NotAllowed(nameof(MicroBatchTokens), MicroBatchTokens, $"at least pack_length, {PackLength}");
        if (ClipLow is <= 0 or >= 1)
            yield return RecipeProblem.NotAllowed(nameof(ClipLow), ClipLow, "above 0, below 1");
        if (ClipHigh <= 0)
            yield return RecipeProblem.NotAllowed(nameof(ClipHigh), ClipHigh, "above 0");
        if (DenominatorTokens < 0)
            yield return RecipeProblem.NotAllowed(nameof(DenominatorTokens), DenominatorTokens, "at least 0");
        if (ImportanceCap <= 0)
            yield return RecipeProblem.NotAllowed(nameof(ImportanceCap), ImportanceCap, "above 0");
        if (ImportanceFloor < 0 || ImportanceFloor > Math.Min(1, ImportanceCap))
            yield return RecipeProblem.NotAllowed(nameof(ImportanceFloor), ImportanceFloor, "0 to 1, at most importance_cap");
        if (ImportanceMaskBelow is < 0 or >= 1)
            yield return RecipeProblem.NotAllowed(nameof(ImportanceMaskBelow), ImportanceMaskBelow, "0 to below 1");
        if (ImportanceMaskAbove is not 0 and <= 1)
            yield return RecipeProblem.NotAllowed(nameof(ImportanceMaskAbove), ImportanceMaskAbove, "0, or above 1");
        if (MaxSkippedUpdates < 0)
            yield return RecipeProblem.NotAllowed(nameof(MaxSkippedUpdates), MaxSkippedUpdates, "at least 0");
    }
}
