using Tomlyn;
using Tomlyn.Model;
using Tomlyn.Parsing;

namespace OlmoRL.Recipes;

/// <summary>Parses TOML into dictionaries, lists and scalars, and says where a text is not TOML.</summary>
internal static class TomlTree
{
    public static Dictionary<string, object> Parse(string text, string file)
    {
        if (FirstError(text) is { } error)
            throw new RecipeException(file, "", error, "");
        return Table(TomlSerializer.Deserialize<TomlTable>(text)!);
    }

    /// <summary>A single value, or null if the text is not exactly one.</summary>
    public static object? ParseValue(string text)
    {
        var line = $"value = {text}";
        if (FirstError(line) is not null)
            return null;
        var tree = Table(TomlSerializer.Deserialize<TomlTable>(line)!);
        return tree.Count == 1 ? tree["value"] : null;
    }

    // The deserialiser lets the last of two equal keys win; only the syntax parser reports them.
    private static string? FirstError(string text)
    {
        var diagnostics = SyntaxParser.Parse(text).Diagnostics;
        if (!diagnostics.HasErrors)
            return null;
        var first = diagnostics.First(d => d.Kind == Tomlyn.Syntax.DiagnosticMessageKind.Error);
        var message = string.Join(' ', first.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"line {first.Span.Start.Line + 1}, column {first.Span.Start.Column + 1}: {message}";
    }

    private static Dictionary<string, object> Table(TomlTable table) =>
        table.ToDictionary(entry => entry.Key, entry => Node(entry.Value!), StringComparer.Ordinal);

    private static object Node(object node) => node switch
    {
        TomlTable table => Table(table),
        TomlTableArray tables => tables.Select(object (t) => Table(t)).ToList(),
        TomlArray array => array.Select(item => Node(item!)).ToList(),
        _ => node,
    };
}
