namespace OlmoRL.Recipes;

/// <summary>A data set of a mixture, and how much of it is drawn.</summary>
/// <remarks>Whether it exists is asked when a run begins: an earlier stage of a flow may have to make it first.</remarks>
public sealed record MixtureSource : IRecipe
{
    /// <summary>JSON lines, Parquet or Arrow: a file, or a folder of files.</summary>
    [RecipePath]
    public required string Path { get; init; }

    /// <summary>Rows drawn; more than there are repeats them. 0 leaves it to <see cref="Share"/>.</summary>
    public long Rows { get; init; }

    /// <summary>Rows drawn as a multiple of those there are: 0.5 is half, 2 is every row twice.</summary>
    public double Share { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Rows < 0)
            yield return RecipeProblem.NotAllowed(nameof(Rows), Rows, "at least 0");
        if (Share is <= 0 or > 1000)
            yield return RecipeProblem.NotAllowed(nameof(Share), Share, "above 0, at most 1000");
    }
}
