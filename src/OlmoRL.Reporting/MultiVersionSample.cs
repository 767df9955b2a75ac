using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OlmoRL.Reporting;

/// <summary>Finds a rollout that several policy versions sampled, and shows which wrote what.</summary>
public static class MultiVersionSample
{
    /// <summary>Markdown of the solved completion with the most versions, or null when every one has a single version.</summary>
    public static string? Find(string rolloutsFolder)
    {
        JsonElement? best = null;
        var bestVersions = 1;
        foreach (var line in Directory.EnumerateFiles(rolloutsFolder, "*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines))
        {
            using var json = JsonDocument.Parse(line);
            var versions = json.RootElement.GetProperty("versions").GetArrayLength();
            var solved = json.RootElement.GetProperty("reason").GetString() is "";
            if (versions <= bestVersions || !solved)
                continue;
            (best, bestVersions) = (json.RootElement.Clone(), versions);
        }

        return best is { } rollout ? Show(rollout) : null;
    }

    private static string Show(JsonElement rollout)
    {
        var text = new StringBuilder();
        _ = text.AppendLine(CultureInfo.InvariantCulture,
            $"Group {rollout.GetProperty("group")}, sibling {rollout.GetProperty("sibling")}, trained in step {rollout.GetProperty("step")}:");
        _ = text.AppendLine().AppendLine("```text").Append(rollout.GetProperty("prompt").GetString())
            .AppendLine(rollout.GetProperty("completion").GetString()).AppendLine("```").AppendLine();
        _ = text.AppendLine("| tokens | sampled by | mean log-prob |").AppendLine("|---|---|---|");
        double[] logProbs = [.. rollout.GetProperty("log_probs").EnumerateArray().Select(v => v.GetDouble())];
        foreach (var span in rollout.GetProperty("versions").EnumerateArray())
        {
            int start = span[0].GetInt32(), count = span[1].GetInt32();
            _ = text.AppendLine(CultureInfo.InvariantCulture,
                $"| {start} to {start + count - 1} | v{span[2].GetInt32()} | {logProbs.Skip(start).Take(count).Average():F3} |");
        }

        return text.ToString();
    }
}
