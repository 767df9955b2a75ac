namespace OlmoRL.Recipes;

/// <summary>`[evaluation]` of an RLVR recipe: held-out problems while the run goes on.</summary>
public sealed record InRunEvaluationSpec : IRecipe
{
    /// <summary>The checkpoint of every so many steps is measured, and the last; 0 measures none.</summary>
    public int Every { get; init; }

    /// <summary>An eval recipe; its checkpoint and folder are the run's.</summary>
    [RecipePath]
    public string Recipe { get; init; } = "";

    /// <inheritdoc/>
    public IEnumerable<RecipeProblem> Validate()
    {
        if (Every < 0)
            yield return RecipeProblem.NotAllowed(nameof(Every), Every, "at least 0");
        if (Every > 0 && !File.Exists(Recipe))
            yield return new RecipeProblem("recipe", Recipe.Length == 0 ? "missing" : $"{Recipe} does not exist", "an eval recipe");
    }
}
