using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.Verification.Judging;

/// <summary>One weighted criterion.</summary>
/// <param name="Weight">Below 0 for what an answer should not do.</param>
public sealed record RubricItem(string Description, double Weight);

/// <summary>Weighted criteria by which an answer is judged one by one.</summary>
/// <remarks>JSON `{"query": ..., "rubrics": [{"description" or "rubric_item" or "Ingredient", "weight", "title"}]}`.</remarks>
public static class Rubric
{
    private static readonly string[] DescriptionKeys = ["description", "rubric_item", "Ingredient"];

    /// <summary>The criteria of a ground truth; null when it has none.</summary>
    public static IReadOnlyList<RubricItem>? TryRead(string groundTruth)
    {
        try
        {
            if (JsonNode.Parse(groundTruth) is not JsonObject rubric || rubric["rubrics"] is not JsonArray { Count: > 0 } items)
                return null;
            RubricItem[] read = [.. items.Select(TryReadItem).OfType<RubricItem>()];
            return read.Length == items.Count && read.Any(i => i.Weight != 0) ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Σ score·weight / Σ |weight|.</summary>
    /// <param name="scores">[items], each from 0 to 1.</param>
    public static double Score(IReadOnlyList<RubricItem> items, IReadOnlyList<double> scores) =>
        items.Zip(scores, (item, score) => item.Weight * score).Sum() / items.Sum(i => Math.Abs(i.Weight));

    private static RubricItem? TryReadItem(JsonNode? node) =>
        node is JsonObject item
        && DescriptionKeys.Select(k => item[k]).FirstOrDefault(v => v is JsonValue && v.GetValueKind() == JsonValueKind.String) is { } description
            ? item["weight"] switch
            {
                null => new RubricItem((string)description!, 1),
                JsonValue weight when weight.GetValueKind() == JsonValueKind.Number => new RubricItem((string)description!, (double)weight),
                _ => null,
            }
            : null;
}
