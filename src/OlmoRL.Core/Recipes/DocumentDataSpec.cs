namespace OlmoRL.Recipes;

/// <summary>Documents to train on: a mixture of data sets, and how their rows become tokens.</summary>
public sealed record DocumentDataSpec : IRecipe
{
    /// <summary>What is mixed.</summary>
    public required IReadOnlyList<MixtureSource> Source { get; init; }

    /// <summary>Chat template: a name of the reference, a Jinja file, or empty for the checkpoint's own.</summary>
    public string Template { get; init; } = "";

    /// <summary>Longest document, tokens; 0 is pack_length. Longer rows are dropped and counted, never cut.</summary>
    public int MaxLength { get; init; }

    /// <summary>Most tokens that the answers of a pair may differ in; 0 is any number. Supervised rows ignore it.</summary>
    public int MaxLengthDifference { get; init; }

    /// <summary>Where tokenised documents are kept from run to run; empty is a folder of the run.</summary>
    [RecipePath]
    public string Cache { get; init; } = "";

    /// <summary>Rows set aside to measure the loss on; they are never trained on.</summary>
    public int HeldOutRows { get; init; }

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Source.Count == 0)
            yield return new RecipeProblem("source", "there is no data set", "at least one [[data.source]]");
        if (MaxLength < 0)
            yield return RecipeProblem.NotAllowed(nameof(MaxLength), MaxLength, "at least 0");
        if (MaxLengthDifference < 0)
            yield return RecipeProblem.NotAllowed(nameof(MaxLengthDifference), MaxLengthDifference, "at least 0");
        if (HeldOutRows < 0)
            yield return RecipeProblem.NotAllowed(nameof(HeldOutRows), HeldOutRows, "at least 0");
    }
}
