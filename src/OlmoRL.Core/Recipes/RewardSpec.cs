using OlmoRL.Advantages;

namespace OlmoRL.Recipes;

/// <summary>What completions earn.</summary>
public sealed record RewardSpec : IRecipe
{
    /// <summary>A verifier's name, or script:PATH for an operator-written script; empty leaves it to each row's dataset.</summary>
    public string Verifier { get; init; } = "";

    /// <summary>Multiplies rewards. Without standardisation it sets the size of the gradient; the Olmo 3 runs use 10.</summary>
    public double Scale { get; init; } = 1.0;

    /// <summary>Scaling of advantages within a group.</summary>
    public AdvantageNormalization Normalization { get; init; } = AdvantageNormalization.Centered;

    /// <summary>The verified reward, or a control in its place.</summary>
    public ScorerSpec Scorer { get; init; } = new();

    /// <summary>Time a single verdict may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Completions graded at once.</summary>
    public int Workers { get; init; } = 8;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Scale <= 0)
            yield return RecipeProblem.NotAllowed(nameof(Scale), Scale, "above 0");
        if (TimeLimit <= TimeSpan.Zero)
            yield return RecipeProblem.NotAllowed(nameof(TimeLimit), TimeLimit.TotalSeconds, "above 0 seconds");
        if (Workers < 1)
            yield return RecipeProblem.NotAllowed(nameof(Workers), Workers, "at least 1");
    }
}
