using System.Collections;
using System.Text;

namespace OlmoRL.Recipes;

/// <summary>Writes a recipe with all its values, so that a run can be repeated when defaults have changed.</summary>
/// <remarks>
/// The loader reads the text back to the same values, and two recipes are the same if their texts are. TOML has no
/// null: a null is left out, so a nullable property must have null as its default to come back.
/// </remarks>
public static class RecipeWriter
{
    /// <summary>The recipe as TOML, keys in the order of the properties, tables after plain values.</summary>
    public static string ToToml<T>(T recipe)
        where T : class
    {
        var text = new StringBuilder();
        WriteTable(text, Entries(recipe), header: "");
        return text.ToString();
    }

    /// <summary>The keys and values of a record or of a dictionary, without those that are null.</summary>
    internal static IEnumerable<(string Key, object Value)> Entries(object table)
    {
        if (table is RecipeTable kept)
            return kept.Entries();
        if (table is IDictionary map)
            return map.Keys.Cast<string>().Select(key => (key, map[key]!));
        return RecipeShape.Of(table.GetType()).Properties
            .Where(property => property.Get(table) is not null)
            .Select(property => (property.Key, property.Get(table)!));
    }

    private static void WriteTable(StringBuilder text, IEnumerable<(string Key, object Value)> entries, string header)
    {
        var all = entries.ToList();

        // TOML gives every line below a header to that table, so plain values come first.
        foreach (var (key, value) in all.Where(e => !IsTable(e.Value) && !IsTables(e.Value)))
            text.Append(TomlText.Key(key)).Append(" = ").Append(Inline(value)).Append('\n');
        foreach (var (key, value) in all.Where(e => IsTable(e.Value)))
            WriteSection(text, "[", KeyNames.Join(header, TomlText.Key(key)), "]", value);
        foreach (var (key, value) in all.Where(e => IsTables(e.Value)))
            foreach (var item in (IEnumerable)value)
                WriteSection(text, "[[", KeyNames.Join(header, TomlText.Key(key)), "]]", item);
    }

    private static void WriteSection(StringBuilder text, string open, string header, string close, object table)
    {
        if (text.Length > 0)
            text.Append('\n');
        text.Append(open).Append(header).Append(close).Append('\n');
        WriteTable(text, Entries(table), header);
    }

    private static string Inline(object value) => value switch
    {
        _ when RecipeScalar.Supports(value.GetType()) => RecipeScalar.Write(value),
        _ when IsTable(value) =>
            $"{{ {string.Join(", ", Entries(value).Select(e => $"{TomlText.Key(e.Key)} = {Inline(e.Value)}"))} }}",
        _ => $"[{string.Join(", ", ((IEnumerable)value).Cast<object>().Select(Inline))}]",
    };

    private static bool IsTable(object value) => !RecipeScalar.Supports(value.GetType()) && !IsList(value);

    // An empty list has no header to stand under; it is written as [].
    private static bool IsTables(object value) =>
        IsList(value) && ((IEnumerable)value).Cast<object>().ToList() is { Count: > 0 } items && items.All(IsTable);

    private static bool IsList(object value) => value is IEnumerable and not string and not IDictionary;
}
