using System.Collections;

namespace OlmoRL.Recipes;

/// <summary>Builds records from a parsed recipe, and refuses every key and value it has no place for.</summary>
internal sealed class RecipeBinder(string file, string recipeFolder)
{
    public object BindRoot(Type type, Dictionary<string, object> tree) =>
        BindRecord(type, tree, key: "", recipeFolder, defaults: null);

    /// <summary>Binds a table that was kept as it was read, under its key.</summary>
    public object BindTable(Type type, Dictionary<string, object> tree, string key) =>
        BindRecord(type, tree, key, recipeFolder, defaults: null);

    // The defaults are a record that the holder's initialiser made: it, not the type, stands in for absent keys.
    private object BindRecord(
        Type type, Dictionary<string, object> table, string key, string folder, object? defaults)
    {
        var shape = RecipeShape.Of(type);
        if (table.Keys.FirstOrDefault(k => !shape.Keys.Contains(k)) is { } unknown)
            throw RecipeException.UnknownKey(
                file, KeyNames.Join(key, unknown), KeyNames.Nearest(unknown, shape.Keys), shape.Keys);

        // A new record even if there are defaults: an initialiser may have handed out an instance it shares.
        var recipe = Activator.CreateInstance(type)!;
        foreach (var property in shape.Properties)
        {
            var propertyKey = KeyNames.Join(key, property.Key);
            var initial = property.Get(defaults ?? recipe);
            if (table.TryGetValue(property.Key, out var node))
                property.Set(recipe, Bind(property.Type, node, propertyKey, folder, property.IsPath, initial));
            else if (property.IsRequired && defaults is null)
                throw new RecipeException(
                    file, propertyKey, "required but missing", RecipeType.Of(property.Type).Expected);
            else
                property.Set(recipe, Settle(property.Type, initial, propertyKey, property.IsPath));
        }

        return recipe;
    }

    private object Bind(Type type, object node, string key, string folder, bool isPath, object? initial)
    {
        if (node is OverriddenValue overridden)
            return Bind(type, overridden.Value, key, Directory.GetCurrentDirectory(), isPath, initial);

        var recipeType = RecipeType.Of(type);
        return (recipeType, node) switch
        {
            (RecipeType.Scalar scalar, _) => BindScalar(scalar, node, key, folder, isPath),
            (RecipeType.Table, Dictionary<string, object> table) => new RecipeTable(table, file, key, folder),
            (RecipeType.Record record, Dictionary<string, object> table) =>
                BindRecord(record.Type, table, key, folder, initial),
            (RecipeType.List list, List<object> items) => ListOf(list.Element, items.Select((item, i) =>
                Bind(list.Element, item, KeyNames.At(key, i), folder, isPath, initial: null))),
            (RecipeType.Map map, Dictionary<string, object> table) => MapOf(map.Value, table.Select(entry =>
                KeyValuePair.Create(entry.Key, Bind(
                    map.Value, entry.Value, KeyNames.Join(key, entry.Key), folder, isPath, initial: null)))),
            _ => throw new RecipeException(file, key, RecipeScalar.Describe(node), recipeType.Expected),
        };
    }

    private object BindScalar(RecipeType.Scalar scalar, object node, string key, string folder, bool isPath)
    {
        if (RecipeScalar.Read(scalar.Type, node) is { } value)
            return isPath && value is string path ? FullPath(path, folder) : value;
        var problem = RecipeScalar.IsKindOf(scalar.Type, node)
            ? $"{RecipeScalar.Show(node)} is not allowed"
            : RecipeScalar.Describe(node);
        throw new RecipeException(file, key, problem, scalar.Expected);
    }

    /// <summary>Takes an initialiser's value as if the file had said it: with full paths.</summary>
    private object? Settle(Type type, object? initial, string key, bool isPath) => (RecipeType.Of(type), initial) switch
    {
        (RecipeType.Record record, not null) => BindRecord(record.Type, [], key, recipeFolder, initial),
        (RecipeType.List list, IEnumerable items) => ListOf(list.Element, items.Cast<object>().Select((item, i) =>
            Settle(list.Element, item, KeyNames.At(key, i), isPath)!)),
        (RecipeType.Scalar, string path) when isPath => FullPath(path, recipeFolder),
        _ => initial,
    };

    private static Array ListOf(Type element, IEnumerable<object> items)
    {
        var values = items.ToArray();
        var list = Array.CreateInstance(element, values.Length);
        Array.Copy(values, list, values.Length);
        return list;
    }

    private static IDictionary MapOf(Type value, IEnumerable<KeyValuePair<string, object>> entries)
    {
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), value))!;
        foreach (var entry in entries)
            map.Add(entry.Key, entry.Value);
        return map;
    }

    private static string FullPath(string path, string folder) =>
        path.Length == 0 ? path : Path.GetFullPath(path, folder);
}
