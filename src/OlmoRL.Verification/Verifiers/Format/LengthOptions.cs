using OlmoRL.Recipes;

namespace OlmoRL.Verification.Verifiers.Format;

/// <summary>Options of `max_length` and `up_to_max_length`.</summary>
public sealed record LengthOptions : VerifierOptions
{
    /// <summary>Tokens of difference from the target that cost the whole score.</summary>
    public int Tolerance { get; init; } = 32_768;

    /// <inheritdoc/>
    public override IEnumerable<RecipeProblem> Validate()
    {
        if (Tolerance < 1)
            yield return RecipeProblem.NotAllowed(nameof(Tolerance), Tolerance, "at least 1 token");
    }
}
