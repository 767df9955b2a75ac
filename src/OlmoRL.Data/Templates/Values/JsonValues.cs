using System.Text.Json;

namespace OlmoRL.Data.Templates.Values;

/// <summary>Template values of JSON.</summary>
internal static class JsonValues
{
    /// <summary>The value; its texts come from a message if <paramref name="origin"/> names one.</summary>
    public static TemplateValue Read(JsonElement element, int? origin = null) => element.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => NoneValue.Instance,
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.Number => element.TryGetInt64(out var integer) ? new IntegerValue(integer) : new FloatValue(element.GetDouble()),
        JsonValueKind.String => origin is { } message ? TextValue.From(message, element.GetString()!) : new TextValue(element.GetString()!),
        JsonValueKind.Array => new ListValue([.. element.EnumerateArray().Select(item => Read(item, origin))]),
        _ => Object(element, origin, "", ""),
    };

    /// <summary>A message: all of it comes from the message but the role, which a template writes into its own header.</summary>
    public static TemplateValue ReadMessage(JsonElement message, int origin) => Object(message, origin, "role", "name");

    // Of equal names the last one counts, as in Python.
    private static MappingValue Object(JsonElement element, int? origin, string plain, string alsoPlain)
    {
        var entries = new OrderedDictionary<string, TemplateValue>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
            entries[member.Name] = Read(member.Value, member.Name == plain || member.Name == alsoPlain ? null : origin);
        return new MappingValue(entries);
    }
}
