namespace OlmoRL.Recipes;

/// <summary>Where a group's rewards come from.</summary>
public enum ScorerType
{
    /// <summary>The verifiers: the real experiment.</summary>
    Verified,

    /// <summary>A coin that knows nothing of the completion.</summary>
    Random,

    /// <summary>The same for everyone: no group has a signal.</summary>
    Constant,

    /// <summary>One minus the verified reward.</summary>
    Inverted,

    /// <summary>Any answer that can be read.</summary>
    Format,

    /// <summary>The answer that most siblings gave.</summary>
    Majority,

    /// <summary>An answer that can be read and is wrong.</summary>
    Incorrect,
}

/// <summary>The reward, or a spurious one in its place: one line of a recipe is the experiment.</summary>
public sealed record ScorerSpec : IRecipe
{
    /// <summary>What is rewarded.</summary>
    public ScorerType Type { get; init; } = ScorerType.Verified;

    /// <summary>Chance of a reward under random; match it to the start model's pass rate.</summary>
    public double Rate { get; init; } = 0.5;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Rate is < 0 or > 1)
            yield return RecipeProblem.NotAllowed(nameof(Rate), Rate, "0 to 1");
    }
}
