using OlmoRL.Advantages;

namespace OlmoRL.Recipes;

/// <summary>What completions earn.</summary>
public sealed record RewardSpec : IRecipe
{
    /// <summary>A verifier's name, or script:PATH for an operator-written script; empty leaves it to each row's dataset.</summary>
    public string Verifier { get; init; } = "";

    /// <summary>Options of verifiers by name. A name of your own with `type = "math"` is an alias, with options or without.</summary>
    public IReadOnlyDictionary<string, RecipeTable> Verifiers { get; init; } = new Dictionary<string, RecipeTable>();

    /// <summary>Parts of the reward besides what the rows ask for: format gates, bonuses, penalties.</summary>
    public IReadOnlyList<RewardTerm> Term { get; init; } = [];

    /// <summary>The weighted sum is at least this; before scaling.</summary>
    public double? Minimum { get; init; }

    /// <summary>The weighted sum is at most this; before scaling.</summary>
    public double? Maximum { get; init; }

    /// <summary>Multiplies rewards. Without standardisation it sets the size of the gradient; the Olmo 3 runs use 10.</summary>
    public double Scale { get; init; } = 1.0;

    /// <summary>Scaling of advantages within a group.</summary>
    public AdvantageNormalization Normalization { get; init; } = AdvantageNormalization.Centered;

    /// <summary>What is done about completions that ran into max_tokens: none, mask or penalty.</summary>
    public OverlongHandling Overlong { get; init; } = OverlongHandling.None;

    /// <summary>With `penalty`: tokens before max_tokens over which the reward falls by 1.</summary>
    public int OverlongBuffer { get; init; } = 8;

    /// <summary>The verified reward, or a control in its place.</summary>
    public ScorerSpec Scorer { get; init; } = new();

    /// <summary>Time a single verdict may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Verifier workers in this process; a failed verification is retried at another one.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Completions that a worker grades at once.</summary>
    public int Places { get; init; } = 8;

    /// <summary>Share of failed verifications, over the last 200, above which the run stops; 1 never stops it.</summary>
    public double FailureLimit { get; init; } = 0.25;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Minimum > Maximum)
            yield return RecipeProblem.NotAllowed(nameof(Minimum), Minimum, $"at most maximum, {Maximum}");
        if (Scale <= 0)
            yield return RecipeProblem.NotAllowed(nameof(Scale), Scale, "above 0");
        if (OverlongBuffer < 1)
            yield return RecipeProblem.NotAllowed(nameof(OverlongBuffer), OverlongBuffer, "at least 1");
        if (TimeLimit <= TimeSpan.Zero)
            yield return RecipeProblem.NotAllowed(nameof(TimeLimit), TimeLimit.TotalSeconds, "above 0 seconds");
        if (Workers < 1)
            yield return RecipeProblem.NotAllowed(nameof(Workers), Workers, "at least 1");
        if (Places < 1)
            yield return RecipeProblem.NotAllowed(nameof(Places), Places, "at least 1");
        if (FailureLimit is <= 0 or > 1)
            yield return RecipeProblem.NotAllowed(nameof(FailureLimit), FailureLimit, "above 0, at most 1");
    }
}
