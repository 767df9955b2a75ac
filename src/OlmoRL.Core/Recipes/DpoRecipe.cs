namespace OlmoRL.Recipes;

/// <summary>Which preference loss.</summary>
public enum PreferenceLossType
{
    /// <summary>Direct preference optimisation, log-probs summed over a response (arXiv 2305.18290, equation 7).</summary>
    Dpo,

    /// <summary>The same on log-probs averaged per token: what Olmo 3 uses.</summary>
    DpoNorm,

    /// <summary>Reference-free, averaged, with a margin (arXiv 2405.14734, equation 6).</summary>
    Simpo,

    /// <summary>Dpo weighted by how likely the policy finds the pair (arXiv 2406.11827, equation 3).</summary>
    Wpo,
}

/// <summary>`olmorl dpo`: learning from pairs of a chosen and a rejected answer.</summary>
public sealed record DpoRecipe : IRecipe
{
    /// <summary>Where the run's files go.</summary>
    [RecipePath]
    public required string Directory { get; init; }

    /// <summary>The model to start from, which is the reference as well.</summary>
    [RecipePath]
    public required string Checkpoint { get; init; }

    /// <summary>Decides draws and order.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>A snapshot to resume from every so many steps; one is always taken when the run stops.</summary>
    public int SnapshotEvery { get; init; } = 100;

    /// <summary>A model checkpoint every so many steps; 0 writes only the last.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>The loss.</summary>
    public PreferenceLossType Loss { get; init; } = PreferenceLossType.DpoNorm;

    /// <summary>How strongly the policy is held to the reference; Olmo 3 uses 5 with dpo_norm.</summary>
    public double Beta { get; init; } = 5;

    /// <summary>Share of pairs that are taken to be labelled the wrong way round.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Simpo's margin over beta.</summary>
    public double MarginOverBeta { get; init; } = 0.3;

    /// <summary>Pairs.</summary>
    public required DocumentDataSpec Data { get; init; }

    /// <summary>Learning.</summary>
    public required DocumentTrainerSpec Trainer { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        foreach (var problem in DocumentRunRules.Check(SnapshotEvery, CheckpointEvery, Data, Trainer))
            yield return problem;
        if (Beta <= 0)
            yield return RecipeProblem.NotAllowed(nameof(Beta), Beta, "above 0");
        if (LabelSmoothing is < 0 or >= 0.5)
            yield return RecipeProblem.NotAllowed(nameof(LabelSmoothing), LabelSmoothing, "0 to below 0.5");
        if (MarginOverBeta < 0)
            yield return RecipeProblem.NotAllowed(nameof(MarginOverBeta), MarginOverBeta, "at least 0");
    }
}
