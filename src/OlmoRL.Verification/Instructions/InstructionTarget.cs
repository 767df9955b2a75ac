using System.Text.Json;
using System.Text.Json.Nodes;
using OlmoRL.Verification.Verifiers.Code;

namespace OlmoRL.Verification.Instructions;

/// <summary>What a row asks of a response, from any of the forms in which public rows say it.</summary>
/// <remarks>
/// JSON, or a Python literal (never evaluated): `[{"instruction_id": [...], "kwargs": [...]}]` as IFEval-train has it, an
/// object with `instruction_id_list` and `kwargs` as the IFEval and IFBench files have it, or `{"func_name": ..., ...}` as
/// older rows have it. Null arguments count as absent.
/// </remarks>
public static class InstructionTarget
{
    /// <summary>The constraints of a row.</summary>
    /// <param name="groundTruth">The target's; where it is empty, the row itself is read.</param>
    /// <exception cref="ConstraintException">The row names no constraint that exists, or not its arguments.</exception>
    public static IReadOnlyList<ConstraintCall> Read(string groundTruth, string row)
    {
        var node = ReadText(groundTruth.Length > 0 ? groundTruth : row);
        for (var depth = 0; depth < 3; depth++)
        {
            node = node switch
            {
                JsonArray { Count: 1 } list => list[0],
                JsonValue value when value.GetValueKind() == JsonValueKind.String => ReadText(value.GetValue<string>()),
                _ => node,
            };
        }

        IReadOnlyList<ConstraintCall> calls = node is JsonObject target ? ReadTarget(target) : throw NotATarget(groundTruth);
        return calls.Count > 0 ? calls : throw new ConstraintException("the row has no constraint");
    }

    private static IReadOnlyList<ConstraintCall> ReadTarget(JsonObject target)
    {
        if (target["func_name"] is JsonValue function)
            return [ConstraintRegistry.Call(AsName(function), Arguments(target.Where(p => p.Key != "func_name")))];
        if ((target["instruction_id"] ?? target["instruction_id_list"]) is not JsonArray names)
            throw NotATarget(target.ToJsonString());
        var arguments = target["kwargs"] as JsonArray ?? [];
        if (arguments.Count != names.Count)
            throw new ConstraintException($"{names.Count} constraints have {arguments.Count} sets of arguments");
        return [.. names.Zip(arguments, (name, a) => ConstraintRegistry.Call(AsName(name), a is null ? [] : Arguments(AsObject(a))))];
    }

    private static string AsName(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String
        ? value.GetValue<string>()
        : throw new ConstraintException($"not the name of a constraint: {node?.ToJsonString()}");

    private static JsonObject AsObject(JsonNode node) =>
        node as JsonObject ?? throw new ConstraintException($"not a set of arguments: {node.ToJsonString()}");

    private static JsonObject Arguments(IEnumerable<KeyValuePair<string, JsonNode?>> pairs) =>
        new(pairs.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));

    private static ConstraintException NotATarget(string text) => new($"no constraints in: {text[..Math.Min(text.Length, 60)]}");

    private static JsonNode? ReadText(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return PythonLiteral.TryParse(text) is { } value ? AsJson(value) : throw NotATarget(text);
        }
    }

    private static JsonNode? AsJson(PythonValue value) => value switch
    {
        PythonValue.None => null,
        PythonValue.Integer integer => JsonNode.Parse(integer.Value.ToString()),
        PythonValue.Float real => JsonNode.Parse(JsonSerializer.Serialize(real.Value)),
        PythonValue.Text text => JsonNode.Parse(JsonSerializer.Serialize(text.Value)),
        PythonValue.List list => new JsonArray([.. list.Items.Select(AsJson)]),
        PythonValue.Tuple tuple => new JsonArray([.. tuple.Items.Select(AsJson)]),
        PythonValue.Dictionary map => new JsonObject(map.Items.Select(p => KeyValuePair.Create(
            p.Key is PythonValue.Text key ? key.Value : throw new ConstraintException("a key is not a text"), AsJson(p.Value)))),
        _ => throw new ConstraintException($"a {value.GetType().Name} has no place among arguments"),
    };
}
