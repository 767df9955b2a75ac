namespace OlmoRL.Recipes;

/// <summary>AdamW and its learning rate.</summary>
public sealed record OptimizerSpec : IRecipe
{
    /// <summary>Learning rate after warm-up.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Steps of linear warm-up.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Share of the steps that warm up, rounded, where <see cref="WarmupSteps"/> is 0.</summary>
    public double WarmupShare { get; init; }

    /// <summary>How the rate moves after warm-up.</summary>
    public ScheduleKind Schedule { get; init; } = ScheduleKind.Wsd;

    /// <summary>With `wsd`: share of the steps, at the end, over which the rate falls; 0 is a constant rate.</summary>
    public double DecayShare { get; init; }

    /// <summary>Where a decay ends, as a share of the learning rate.</summary>
    public double FloorShare { get; init; }

    /// <summary>Decay of the first moment.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moment.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>Added to the root of the second moment.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled decay of matrices.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Joint gradient norm above which gradients are scaled down.</summary>
    public double GradientLimit { get; init; } = 1.0;

    /// <summary>Skip-step: leave out updates whose loss or gradient norm is so many deviations above the last; 0 takes all.</summary>
    public double SkipSigmas { get; init; }

    /// <summary>Updates that skip-step compares with.</summary>
    public int SkipWindow { get; init; } = 128;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (LearningRate is <= 0 or > 1)
            yield return RecipeProblem.NotAllowed(nameof(LearningRate), LearningRate, "above 0, at most 1");
        if (WarmupSteps < 0)
            yield return RecipeProblem.NotAllowed(nameof(WarmupSteps), WarmupSteps, "at least 0");
        if (WarmupShare is < 0 or >= 1)
            yield return RecipeProblem.NotAllowed(nameof(WarmupShare), WarmupShare, "0 to below 1");
        if (WarmupShare > 0 && WarmupSteps > 0)
            yield return RecipeProblem.NotAllowed(nameof(WarmupShare), WarmupShare, "0, or warmup_steps = 0");
        if (DecayShare is < 0 or > 1)
            yield return RecipeProblem.NotAllowed(nameof(DecayShare), DecayShare, "0 to 1");
        if (DecayShare > 0 && Schedule != ScheduleKind.Wsd)
            yield return RecipeProblem.NotAllowed(nameof(DecayShare), DecayShare, "0, or schedule = \"wsd\"");
        if (FloorShare is < 0 or > 1)
            yield return RecipeProblem.NotAllowed(nameof(FloorShare), FloorShare, "0 to 1");
        if (Beta1 is < 0 or >= 1)
            yield return RecipeProblem.NotAllowed(nameof(Beta1), Beta1, "0 to below 1");
        if (Beta2 is < 0 or >= 1)
            yield return RecipeProblem.NotAllowed(nameof(Beta2), Beta2, "0 to below 1");
        if (WeightDecay < 0)
            yield return RecipeProblem.NotAllowed(nameof(WeightDecay), WeightDecay, "at least 0");
        if (GradientLimit <= 0)
            yield return RecipeProblem.NotAllowed(nameof(GradientLimit), GradientLimit, "above 0");
        if (SkipSigmas < 0)
            yield return RecipeProblem.NotAllowed(nameof(SkipSigmas), SkipSigmas, "at least 0");
        if (SkipWindow < 4)
            yield return RecipeProblem.NotAllowed(nameof(SkipWindow), SkipWindow, "at least 4");
    }
}
