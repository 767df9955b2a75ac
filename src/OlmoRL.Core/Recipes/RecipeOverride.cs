using System.Globalization;
using System.Text.RegularExpressions;

namespace OlmoRL.Recipes;

/// <summary>A value in the tree that came from an override: its paths are the shell's.</summary>
internal sealed record OverriddenValue(object Value);

/// <summary>One <c>key.key[0].key=value</c> of the command line.</summary>
internal sealed partial class RecipeOverride
{
    private readonly string _file;
    private readonly IReadOnlyList<object> _steps;
    private readonly OverriddenValue _value;

    // A step is a name (string) or a place in an array (int).
    private RecipeOverride(string file, IReadOnlyList<object> steps, object value)
    {
        _file = file;
        _steps = steps;
        _value = new OverriddenValue(value);
    }

    public static RecipeOverride Parse(string text, string file)
    {
        var split = text.IndexOf('=', StringComparison.Ordinal);
        if (split < 0)
            throw new RecipeException(file, text, "the override has no value", "expected key=value");
        var key = text[..split].Trim();
        if (!KeyPattern().IsMatch(key))
            throw new RecipeException(file, key, "not a key", "expected names and indices like stage[0].name");

        var steps = StepPattern().Matches(key).Select(object (m) => m.Groups["index"] is { Success: true } index
            ? int.Parse(index.ValueSpan, CultureInfo.InvariantCulture)
            : m.Value).ToList();
        var value = text[(split + 1)..].Trim();
        return new RecipeOverride(file, steps, TomlTree.ParseValue(value) ?? value);
    }

    public void ApplyTo(Dictionary<string, object> tree)
    {
        object node = tree;
        var key = "";
        for (var i = 0; i < _steps.Count; i++)
        {
            var next = i + 1 < _steps.Count ? _steps[i + 1] : null;
            node = Unwrap(node) switch
            {
                Dictionary<string, object> table when _steps[i] is string name => Enter(table, name, next),
                List<object> list when _steps[i] is int index => Enter(list, index, next, key),
                var other => throw new RecipeException(_file, key, RecipeScalar.Describe(other),
                    _steps[i] is int ? "expected an array" : "expected a table"),
            };
            key = _steps[i] is int at ? KeyNames.At(key, at) : KeyNames.Join(key, (string)_steps[i]);
        }
    }

    private object Enter(Dictionary<string, object> table, string name, object? next)
    {
        if (next is null)
            return table[name] = _value;
        if (!table.TryGetValue(name, out var child))
            table[name] = child = next is int ? new List<object>() : new Dictionary<string, object>();
        return child;
    }

    private object Enter(List<object> list, int index, object? next, string key)
    {
        if (index >= list.Count)
            throw new RecipeException(_file, KeyNames.At(key, index), "no such element", $"{key} has {list.Count}");
        return next is null ? list[index] = _value : list[index];
    }

    private static object Unwrap(object node) => node is OverriddenValue overridden ? overridden.Value : node;

    [GeneratedRegex(@"^[\w-]+(\[\d{1,9}\])*(\.[\w-]+(\[\d{1,9}\])*)*$")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"\[(?<index>\d+)\]|[\w-]+")]
    private static partial Regex StepPattern();
}
