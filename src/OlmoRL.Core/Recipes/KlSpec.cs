using OlmoRL.Objectives;

namespace OlmoRL.Recipes;

/// <summary>The penalty that holds the policy near a reference, the model the run started from.</summary>
public sealed record KlSpec : IRecipe
{
    /// <summary>Weight of the penalty; 0 loads no reference.</summary>
    public double Beta { get; init; }

    /// <summary>Which estimate of the divergence is penalised; all are reported.</summary>
    public KlEstimator Estimator { get; init; } = KlEstimator.K3;

    /// <summary>Steps between two moves of the reference towards the policy (Polyak averaging); 0 never moves it.</summary>
    public int ReferenceEvery { get; init; }

    /// <summary>Share of the way that a move takes.</summary>
    public double ReferenceAlpha { get; init; } = 0.6;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Beta < 0)
            yield return RecipeProblem.NotAllowed(nameof(Beta), Beta, "at least 0");
        if (ReferenceEvery < 0)
            yield return RecipeProblem.NotAllowed(nameof(ReferenceEvery), ReferenceEvery, "at least 0");
        if (ReferenceEvery > 0 && Beta == 0)
            yield return RecipeProblem.NotAllowed(nameof(ReferenceEvery), ReferenceEvery, "0 without a penalty (beta = 0): there is no reference");
        if (ReferenceAlpha is <= 0 or > 1)
            yield return RecipeProblem.NotAllowed(nameof(ReferenceAlpha), ReferenceAlpha, "above 0, at most 1");
    }
}
