using System.Text.Json;

namespace OlmoRL.Runs;

/// <summary>Appends each step as a JSON line: {"step": 3, "rollout/reward_mean": 0.5, ...}, names in order.</summary>
public sealed class JsonlMetricSink(string path) : IMetricSink
{
    /// <inheritdoc/>
    public void Write(int step, IReadOnlyDictionary<string, double> metrics)
    {
        var row = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in metrics.Where(m => double.IsFinite(m.Value)))
            row[name] = value;
        var json = JsonSerializer.Serialize(row);
        File.AppendAllText(path, row.Count == 0 ? $"{{\"step\":{step}}}\n" : $"{{\"step\":{step},{json[1..]}\n");
    }
}
