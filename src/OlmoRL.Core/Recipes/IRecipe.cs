namespace OlmoRL.Recipes;

/// <summary>A record that knows which of its values make sense together.</summary>
/// <remarks>
/// The loader asks nested records before the record that holds them, so a record may rely on valid parts.
/// </remarks>
public interface IRecipe
{
    /// <summary>What is wrong with this record, most important first; empty if it can be run.</summary>
    IEnumerable<RecipeProblem> Validate();
}

/// <summary>One value that is not allowed; <paramref name="Key"/> is relative to the record that reports it.</summary>
public sealed record RecipeProblem(string Key, string Problem, string Allowed)
{
    /// <summary>Rejects a value: <c>NotAllowed(nameof(GroupSize), GroupSize, "at least 2")</c>.</summary>
    public static RecipeProblem NotAllowed(string property, object value, string allowed) =>
        new(KeyNames.Of(property), $"{RecipeScalar.Show(value)} is not allowed", allowed);
}
