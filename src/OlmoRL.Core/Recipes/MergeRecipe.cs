namespace OlmoRL.Recipes;

/// <summary>A checkpoint of a merge.</summary>
public sealed record MergeSource : IRecipe
{
    /// <summary>A checkpoint folder in Hugging Face layout.</summary>
    [RecipePath]
    public required string Checkpoint { get; init; }

    /// <summary>Its part of the average; parts need not add to 1.</summary>
    public double Weight { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (!double.IsFinite(Weight) || Weight <= 0)
            yield return RecipeProblem.NotAllowed(nameof(Weight), Weight, "above 0");
    }
}

/// <summary>`olmorl merge`: the weighted average of checkpoints, as the soup of the 32B SFT models.</summary>
public sealed record MergeRecipe : IRecipe
{
    /// <summary>Where the merged checkpoint goes, in checkpoints/final.</summary>
    [RecipePath]
    public required string Directory { get; init; }

    /// <summary>What is averaged. Tokenizer, templates and dtype are the first one's.</summary>
    public required IReadOnlyList<MergeSource> Source { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Source.Count < 2)
            yield return new RecipeProblem("source", $"{Source.Count} checkpoint(s)", "at least two [[source]]");
    }
}
