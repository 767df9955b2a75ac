using System.Collections;

namespace OlmoRL.Recipes;

/// <summary>Asks every record of a recipe for its problems, the innermost first.</summary>
internal static class RecipeValidation
{
    /// <summary>The first problem, with the full path of its key; null if there is none.</summary>
    public static RecipeProblem? FirstProblem(object recipe) => Problems(recipe, key: "").FirstOrDefault();

    private static IEnumerable<RecipeProblem> Problems(object recipe, string key)
    {
        foreach (var property in RecipeShape.Of(recipe.GetType()).Properties)
            foreach (var (part, partKey) in Parts(property, recipe, KeyNames.Join(key, property.Key)))
                foreach (var problem in Problems(part, partKey))
                    yield return problem;

        foreach (var problem in (recipe as IRecipe)?.Validate() ?? [])
            yield return problem with { Key = Prefixed(key, problem.Key) };
    }

    // A problem of the record as a whole has no key of its own.
    private static string Prefixed(string key, string own) => own.Length == 0 ? key : KeyNames.Join(key, own);

    private static IEnumerable<(object Record, string Key)> Parts(RecipeProperty property, object recipe, string key) =>
        (RecipeType.Of(property.Type), property.Get(recipe)) switch
        {
            (RecipeType.Record, { } record) => [(record, key)],
            (RecipeType.List list, IEnumerable items) when RecipeType.Of(list.Element) is RecipeType.Record =>
                items.Cast<object>().Select((item, i) => (item, KeyNames.At(key, i))),
            (RecipeType.Map map, { } entries) when RecipeType.Of(map.Value) is RecipeType.Record =>
                RecipeWriter.Entries(entries).Select(entry => (entry.Value, KeyNames.Join(key, entry.Key))),
            _ => [],
        };
}
