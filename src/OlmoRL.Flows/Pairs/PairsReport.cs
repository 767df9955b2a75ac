using System.Text.Json;
using System.Text.Json.Serialization;

namespace OlmoRL.Flows.Pairs;

/// <summary>What became of the prompts of a pairs run: pairs.json.</summary>
/// <param name="Prompts">Sampled from.</param>
/// <param name="Fates">Prompts by fate.</param>
/// <param name="ChosenTokens">Mean length of the chosen completions.</param>
/// <param name="RejectedTokens">Mean length of the rejected ones; 0 without.</param>
/// <param name="RejectedCorrect">Share of rejected completions that are correct.</param>
public sealed record PairsReport(
    int Prompts, IReadOnlyDictionary<PairFate, int> Fates, double ChosenTokens, double RejectedTokens, double RejectedCorrect)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Rows written.</summary>
    [JsonIgnore]
    public int Kept => Fates.GetValueOrDefault(PairFate.Kept);

    /// <summary>Counts choices.</summary>
    public static PairsReport Of(IReadOnlyList<PairChoice> choices)
    {
        PairChoice[] kept = [.. choices.Where(c => c.Fate == PairFate.Kept)];
        PairCandidate[] rejected = [.. kept.Select(c => c.Rejected).OfType<PairCandidate>()];
        return new PairsReport(
            choices.Count,
            choices.GroupBy(c => c.Fate).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => g.Count()),
            kept.Select(c => (double)c.Chosen!.Tokens).DefaultIfEmpty().Average(),
            rejected.Select(r => (double)r.Tokens).DefaultIfEmpty().Average(),
            rejected.Select(r => r.Correct ? 1.0 : 0).DefaultIfEmpty().Average());
    }

    /// <summary>Writes the file.</summary>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
