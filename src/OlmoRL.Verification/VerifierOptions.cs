using OlmoRL.Recipes;

namespace OlmoRL.Verification;

/// <summary>What every table `[reward.verifiers.NAME]` understands; a verifier's own options derive from it.</summary>
public record VerifierOptions : IRecipe
{
    /// <summary>The registered verifier that stands behind a name of the recipe's own; empty when the name is registered.</summary>
    public string Type { get; init; } = "";

    /// <inheritdoc/>
    public virtual IEnumerable<RecipeProblem> Validate() => [];
}
