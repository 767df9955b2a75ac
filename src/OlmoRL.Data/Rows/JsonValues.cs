using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.Data.Rows;

/// <summary>Plain .NET values as JSON: how columnar formats hand out a cell.</summary>
/// <remarks>Numbers convert to any numeric type, as those of parsed JSON do; one that is not finite becomes null.</remarks>
internal static class JsonValues
{
    public static JsonNode? Of(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        float number when !float.IsFinite(number) => null,
        double number when !double.IsFinite(number) => null,
        byte or sbyte or short or ushort or int or uint or long or ulong or float or double or decimal =>
            JsonValue.Create(JsonSerializer.SerializeToElement(value)),
        DateTime time => JsonValue.Create(time),
        DateTimeOffset time => JsonValue.Create(time),
        byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
        IDictionary map => Object(map),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Of)]),
        _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
    };

    private static JsonObject Object(IDictionary map)
    {
        var json = new JsonObject();
        foreach (DictionaryEntry entry in map)
            json[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Of(entry.Value);
        return json;
    }
}
