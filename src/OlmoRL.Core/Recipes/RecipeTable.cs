namespace OlmoRL.Recipes;

/// <summary>A table of a recipe whose keys another assembly knows; that assembly binds it before work starts.</summary>
/// <remarks>Once bound, the resolved recipe shows the record, defaults and full paths included.</remarks>
public sealed class RecipeTable
{
    private readonly Dictionary<string, object> _tree;
    private readonly string _file;
    private readonly string _key;
    private readonly string _folder;
    private object? _bound;

    internal RecipeTable(Dictionary<string, object> tree, string file, string key, string folder) =>
        (_tree, _file, _key, _folder) = (tree, file, key, folder);

    /// <summary>Whether the table's keys have been checked against a record.</summary>
    public bool IsBound => _bound is not null;

    /// <summary>A text of the table; null when it has no such key, or another kind of value there.</summary>
    public string? Text(string key) => _tree.TryGetValue(key, out var node) ? Plain(node) as string : null;

    /// <summary>The table as a record; unknown keys and wrong values are refused as in the rest of the recipe.</summary>
    /// <exception cref="RecipeException">The table is not a record of this type.</exception>
    public T Bind<T>()
        where T : class
    {
        var record = (T)new RecipeBinder(_file, _folder).BindTable(typeof(T), _tree, _key);
        if (RecipeValidation.FirstProblem(record) is { } problem)
            throw new RecipeException(_file, KeyNames.Join(_key, problem.Key), problem.Problem, problem.Allowed);
        _bound = record;
        return record;
    }

    internal IEnumerable<(string Key, object Value)> Entries() => _bound is null
        ? _tree.Select(e => (e.Key, Plain(e.Value)))
        : RecipeWriter.Entries(_bound);

    private static object Plain(object node) => node is OverriddenValue overridden ? overridden.Value : node;
}
