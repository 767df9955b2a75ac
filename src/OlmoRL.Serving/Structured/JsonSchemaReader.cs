using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using static OlmoRL.Serving.Structured.ByteExpression;

namespace OlmoRL.Serving.Structured;

/// <summary>Reads a JSON schema as the language of texts that it allows.</summary>
/// <remarks>
/// Every text of the language fits the schema (JSON Schema 2020-12); not every text that fits is of the language: all
/// properties are written, in the schema's order and no others. What has no limit in the schema nests
/// <see cref="FreeDepth"/> deep.
/// </remarks>
internal static class JsonSchemaReader
{
    private const int FreeDepth = 4;
    private const int MaxListedIntegers = 10_000;
    private const int MaxCount = 4096;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What says nothing of the text, or only what every text of ours does anyway.</summary>
    private static readonly string[] Annotations = ["title", "description", "default", "examples", "$schema", "$id", "additionalProperties"];

    private static readonly Dictionary<string, string[]> KeywordsOfTypes = new()
    {
        ["object"] = ["properties", "required"],
        ["array"] = ["items", "minItems", "maxItems"],
        ["string"] = ["minLength", "maxLength"],
        ["integer"] = ["minimum", "maximum"],
        ["number"] = [],
        ["boolean"] = [],
        ["null"] = [],
    };

    /// <summary>The texts of an object schema.</summary>
    /// <exception cref="InvalidDataException">It is none, or says what cannot be kept to; the message has the place.</exception>
    public static ByteExpression Read(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("object"))
            throw new InvalidDataException("schema.type (allowed: \"object\")");
        return Value(schema, "schema");
    }

    /// <summary>Any object.</summary>
    public static ByteExpression AnyObject() => FreeObject(FreeDepth);

    private static ByteExpression Value(JsonElement schema, string at)
    {
        if (schema.ValueKind is JsonValueKind.True)
            return Free(FreeDepth);
        if (schema.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{at} (allowed: an object)");
        if (schema.TryGetProperty("const", out var only))
            return Only(schema, at, "const", Literal(only));
        if (schema.TryGetProperty("enum", out var listed))
            return Only(schema, at, "enum", Any([.. Items(listed, $"{at}.enum").Select(Literal)]));
        if (schema.TryGetProperty("anyOf", out var options))
            return Only(schema, at, "anyOf", Any([.. Items(options, $"{at}.anyOf").Select((o, i) => Value(o, $"{at}.anyOf[{i}]"))]));
        if (!schema.TryGetProperty("type", out var type))
            return Only(schema, at, "type", Free(FreeDepth));
        string[] types = type.ValueKind == JsonValueKind.Array
            ? [.. Items(type, $"{at}.type").Select(t => t.ToString())] : [type.ToString()];
        if (types.FirstOrDefault(t => !KeywordsOfTypes.ContainsKey(t)) is { } unknown)
            throw new InvalidDataException($"{at}.type: {unknown} (allowed: {string.Join(", ", KeywordsOfTypes.Keys)})");
        RefuseOthers(schema, at, ["type", .. types.SelectMany(t => KeywordsOfTypes[t])]);
        return Any([.. types.Select(t => OfType(schema, t, at))]);
    }

    private static ByteExpression OfType(JsonElement schema, string type, string at) => type switch
    {
        "object" => Object(schema, at),
        "array" => Array(schema, at),
        "string" => String(schema, at),
        "integer" => Integer(schema, at),
        "number" => JsonText.Number,
        "boolean" => JsonText.Boolean,
        _ => Text("null"),
    };

    private static ByteExpression Array(JsonElement schema, string at)
    {
        var (least, most) = Counts(schema, "minItems", "maxItems", at);
        return JsonText.Array(schema.TryGetProperty("items", out var item) ? Value(item, $"{at}.items") : Free(FreeDepth), least, most);
    }

    private static ByteExpression String(JsonElement schema, string at)
    {
        var (least, most) = Counts(schema, "minLength", "maxLength", at);
        return JsonText.String(least, most);
    }

    private static ByteExpression Object(JsonElement schema, string at)
    {
        if (!schema.TryGetProperty("properties", out var properties))
            return schema.TryGetProperty("required", out _) ? throw new InvalidDataException($"{at}.properties (allowed: one for each that is required)") : FreeObject(FreeDepth);
        if (properties.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"{at}.properties (allowed: an object)");
        if (schema.TryGetProperty("required", out var required)
            && Items(required, $"{at}.required").FirstOrDefault(r => !properties.TryGetProperty(r.ToString(), out _)) is { ValueKind: not JsonValueKind.Undefined } lost)
            throw new InvalidDataException($"{at}.required: {lost} is no property");
        var members = properties.EnumerateObject()
            .Select(p => JsonText.Member(Text(JsonSerializer.Serialize(p.Name, Plain)), Value(p.Value, $"{at}.properties.{p.Name}"))).ToArray();
        return JsonText.Object(All([.. members.SelectMany((m, i) => i == 0 ? (ByteExpression[])[m] : [JsonText.Comma, m])]));
    }

    private static ByteExpression Integer(JsonElement schema, string at)
    {
        var (least, most) = (Bound(schema, "minimum", at), Bound(schema, "maximum", at));
        if (least is null && most is null)
            return JsonText.Integer;
        if (least is not { } from || most is not { } to || to < from || to - from >= MaxListedIntegers)
            throw new InvalidDataException($"{at}: minimum and maximum (allowed: both, whole numbers, at most {MaxListedIntegers} values)");
        return Any([.. Enumerable.Range(0, (int)(to - from) + 1).Select(i => Text((from + i).ToString(CultureInfo.InvariantCulture)))]);
    }

    /// <summary>Any value, arrays and objects nested so deep.</summary>
    private static ByteExpression Free(int depth)
    {
        ByteExpression[] scalars = [JsonText.String(0, int.MaxValue), JsonText.Number, JsonText.Boolean, Text("null")];
        return depth == 0 ? Any(scalars) : Any([.. scalars, JsonText.Array(Free(depth - 1), 0, int.MaxValue), FreeObject(depth)]);
    }

    private static ByteExpression FreeObject(int depth) => JsonText.Object(
        new Repeat(JsonText.Member(JsonText.String(0, int.MaxValue), Free(depth - 1)), JsonText.Comma, 0));

    private static ByteExpression Literal(JsonElement value) => Text(JsonSerializer.Serialize(value, Plain));

    private static ByteExpression Only(JsonElement schema, string at, string keyword, ByteExpression language)
    {
        RefuseOthers(schema, at, [keyword, "type"]);
        return language;
    }

    private static void RefuseOthers(JsonElement schema, string at, IReadOnlyList<string> allowed)
    {
        foreach (var keyword in schema.EnumerateObject().Select(p => p.Name).Where(n => !allowed.Contains(n) && !Annotations.Contains(n)))
            throw new InvalidDataException($"{at}.{keyword} is not supported here (allowed: {string.Join(", ", allowed)})");
    }

    private static JsonElement[] Items(JsonElement list, string at) =>
        list.ValueKind == JsonValueKind.Array && list.GetArrayLength() is > 0 and <= MaxCount
            ? [.. list.EnumerateArray()] : throw new InvalidDataException($"{at} (allowed: a list of 1 to {MaxCount})");

    private static (int Least, int Most) Counts(JsonElement schema, string fewest, string largest, string at)
    {
        var (least, most) = (Count(schema, fewest, 0, at), Count(schema, largest, int.MaxValue, at));
        return least <= most ? (least, most) : throw new InvalidDataException($"{at}: {fewest} above {largest}");
    }

    private static int Count(JsonElement schema, string name, int otherwise, string at) =>
        !schema.TryGetProperty(name, out var value) ? otherwise
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count is >= 0 and <= MaxCount
            ? count : throw new InvalidDataException($"{at}.{name}: {value} (allowed: 0 to {MaxCount})");

    private static long? Bound(JsonElement schema, string name, string at) =>
        !schema.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var bound) && Math.Abs((decimal)bound) < long.MaxValue / 2
            ? bound : throw new InvalidDataException($"{at}.{name}: {value} (allowed: a whole number)");
}
