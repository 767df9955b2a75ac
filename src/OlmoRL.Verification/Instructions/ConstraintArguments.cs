using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.Verification.Instructions;

/// <summary>The arguments that a row gives one constraint; whatever is missing or of another kind is refused.</summary>
/// <param name="Constraint">Whose, for messages.</param>
/// <param name="Values">By name; null values count as absent.</param>
public sealed record ConstraintArguments(string Constraint, JsonObject Values)
{
    /// <summary>Names with a value.</summary>
    public IEnumerable<string> Names => Values.Where(v => v.Value is not null).Select(v => v.Key);

    /// <summary>A text, trimmed; of a list its first.</summary>
    public string Text(string name) => Verbatim(name).Trim();

    /// <summary>A text with its white space; of a list its first.</summary>
    public string Verbatim(string name) => Value(name) switch
    {
        JsonArray { Count: > 0 } list => AsText(name, list[0]),
        var one => AsText(name, one),
    };

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string name) => Value(name) is JsonArray list
        ? [.. list.Select(item => AsText(name, item))]
        : throw Refuse(name, "a list of texts");

    /// <summary>A number, at least 0.</summary>
    public double Number(string name) =>
        Value(name) is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.GetValue<JsonElement>().TryGetDouble(out var number)
        && number is >= 0 and <= int.MaxValue
            ? number
            : throw Refuse(name, "a number from 0");

    /// <summary>A whole number, at least 0.</summary>
    public int Whole(string name)
    {
        var number = Number(name);
        return number == Math.Floor(number) ? (int)number : throw Refuse(name, "a whole number");
    }

    /// <summary>A place that is counted from 1.</summary>
    public int Place(string name) => Whole(name) is > 0 and var place ? place : throw Refuse(name, "a whole number from 1");

    /// <summary>Whether a count is `at least`, or `less than`, a threshold.</summary>
    public bool Compare(int count, string relation, string threshold) => Text(relation) switch
    {
        "at least" => count >= Number(threshold),
        "less than" => count < Number(threshold),
        _ => throw Refuse(relation, "at least or less than"),
    };

    /// <summary>What a message says of an argument that cannot be used.</summary>
    public ConstraintException Refuse(string name, string allowed) =>
        new($"{Constraint}: {name} = {Values[name]?.ToJsonString() ?? "nothing"}; allowed: {allowed}");

    private JsonNode Value(string name) => Values[name] ?? throw new ConstraintException($"{Constraint} needs {name}");

    private string AsText(string name, JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : throw Refuse(name, "a text");
}
