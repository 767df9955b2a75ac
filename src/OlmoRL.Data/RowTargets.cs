using System.Text.Json;
using OlmoRL.Rollouts;

namespace OlmoRL.Data;

/// <summary>What a dataset row says its completions are graded against: `dataset` names verifiers, `ground_truth` what they compare with.</summary>
/// <remarks>
/// Both may be parallel lists, with `weight` a number or a third list. Beside a single verifier a ground truth of any
/// other kind (a list of tests, an object) is handed over as JSON.
/// </remarks>
public static class RowTargets
{
    /// <summary>Targets of a row.</summary>
    /// <param name="verifier">Takes the place of `dataset`; empty leaves it to the row.</param>
    /// <exception cref="InvalidDataException">A column is missing, or the lists differ in length.</exception>
    public static VerifierTarget[] Of(JsonElement row, string verifier)
    {
        var truth = Column(row, "ground_truth");
        string[] truths = truth.ValueKind == JsonValueKind.Array && (verifier.Length > 0 ? IsTexts(truth) : IsList(row, "dataset"))
            ? [.. truth.EnumerateArray().Select(Text)]
            : [Text(truth)];
        string[] names = verifier.Length > 0 ? [.. truths.Select(_ => verifier)] : Names(Column(row, "dataset"));
        if (truths.Length != names.Length)
            throw new InvalidDataException($"ground_truth has {truths.Length} entries, dataset {names.Length}");
        var weights = Weights(row, names.Length);
        return [.. names.Select((name, i) => new VerifierTarget(name, truths[i], weights[i]))];
    }

    private static JsonElement Column(JsonElement row, string column) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(column, out var value)
            ? value
            : throw new InvalidDataException($"column {column} is missing");

    private static bool IsList(JsonElement row, string column) => Column(row, column).ValueKind == JsonValueKind.Array;

    private static bool IsTexts(JsonElement list) => list.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String);

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string[] Names(JsonElement dataset) => dataset.ValueKind switch
    {
        JsonValueKind.String => [dataset.GetString()!],
        JsonValueKind.Array when IsTexts(dataset) => [.. dataset.EnumerateArray().Select(v => v.GetString()!)],
        _ => throw new InvalidDataException("column dataset must be a string or a list of strings"),
    };

    private static double[] Weights(JsonElement row, int count)
    {
        if (!row.TryGetProperty("weight", out var weight))
            return [.. Enumerable.Repeat(1.0, count)];
        if (weight.ValueKind == JsonValueKind.Number)
            return [.. Enumerable.Repeat(weight.GetDouble(), count)];
        if (weight.ValueKind != JsonValueKind.Array || weight.EnumerateArray().Any(w => w.ValueKind != JsonValueKind.Number))
            throw new InvalidDataException("column weight must be a number or a list of numbers");
        return weight.GetArrayLength() == count
            ? [.. weight.EnumerateArray().Select(w => w.GetDouble())]
            : throw new InvalidDataException($"weight has {weight.GetArrayLength()} entries, dataset {count}");
    }
}
