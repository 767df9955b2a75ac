namespace OlmoRL.Recipes;

/// <summary>A part of every completion's reward that the recipe adds to what the rows ask for.</summary>
public sealed record RewardTerm : IRecipe
{
    /// <summary>A verifier's name.</summary>
    public required string Verifier { get; init; }

    /// <summary>What it compares with, where it needs something.</summary>
    public string GroundTruth { get; init; } = "";

    /// <summary>Multiplies its score; below 0 it is a penalty. A gate usually has 0: it only lets through.</summary>
    public double Weight { get; init; } = 1.0;

    /// <summary>Unless this term is met in full, nothing but the gates' own weights counts.</summary>
    public bool Gate { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Verifier.Length == 0)
            yield return RecipeProblem.NotAllowed(nameof(Verifier), Verifier, "a verifier's name");
        if (!double.IsFinite(Weight))
            yield return RecipeProblem.NotAllowed(nameof(Weight), Weight, "a finite number");
    }
}
