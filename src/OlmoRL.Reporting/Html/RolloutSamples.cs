using System.Text.Json;
using OlmoRL.Runs;

namespace OlmoRL.Reporting.Html;

/// <summary>A rollout worth looking at.</summary>
/// <param name="Why">What it was chosen for.</param>
internal sealed record RolloutSample(string Why, RolloutRecord Rollout);

/// <summary>Chooses rollouts of a run to show.</summary>
internal static class RolloutSamples
{
    private const int LastSteps = 10;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>The first and the last step's best, what more versions than any other wrote, and extremes of the last steps.</summary>
    public static IReadOnlyList<RolloutSample> Of(string folder)
    {
        string[] files = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal)] : [];
        if (files.Length == 0)
            return [];
        RolloutRecord[] last = [.. files.TakeLast(LastSteps).SelectMany(Read)];
        RolloutSample[] chosen =
        [
            .. Best("early, solved", Read(files[0]).Where(r => r.Reason.Length == 0), r => r.Advantage),
            .. Best("sampled by the most policy versions", files.SelectMany(Read), r => r.Versions.Length),
            .. Best("largest advantage of the last steps", last, r => r.Advantage),
            .. Best("smallest advantage of the last steps", last, r => -r.Advantage),
            .. Best("longest of the last steps", last, r => r.TokenIds.Length),
            .. Best("least likely token of the last steps", last, r => -r.LogProbs.DefaultIfEmpty(0).Min()),
        ];
        return [.. chosen.DistinctBy(c => (c.Rollout.Step, c.Rollout.Group, c.Rollout.Sibling))];
    }

    private static IEnumerable<RolloutSample> Best(string why, IEnumerable<RolloutRecord> rollouts, Func<RolloutRecord, double> by) =>
        rollouts.MaxBy(by) is { } best ? [new RolloutSample(why, best)] : [];

    private static IEnumerable<RolloutRecord> Read(string file) => File.ReadLines(file).Select(line => JsonSerializer.Deserialize<RolloutRecord>(line, Json)!);
}
