using System.Text.Json;

namespace OlmoRL.Reporting;

/// <summary>The rows of a metrics.jsonl.</summary>
public sealed class MetricsHistory
{
    private readonly List<(int Step, Dictionary<string, double> Values)> _rows = [];

    /// <summary>Reads every row.</summary>
    public MetricsHistory(string path)
    {
        foreach (var line in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(line);
            _rows.Add((json.RootElement.GetProperty("step").GetInt32(), json.RootElement.EnumerateObject()
                .Where(p => p.Name != "step").ToDictionary(p => p.Name, p => p.Value.GetDouble())));
        }
    }

    /// <summary>Steps recorded.</summary>
    public int StepCount => _rows.Count;

    /// <summary>Names that occur.</summary>
    public IEnumerable<string> Names => _rows.SelectMany(r => r.Values.Keys).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Steps and values of one metric.</summary>
    public (double[] Steps, double[] Values) Series(string name)
    {
        var rows = _rows.Where(r => r.Values.ContainsKey(name)).ToArray();
        return ([.. rows.Select(r => (double)r.Step)], [.. rows.Select(r => r.Values[name])]);
    }

    /// <summary>Mean of one metric over all steps that have it; NaN when none has.</summary>
    public double Mean(string name)
    {
        var (_, values) = Series(name);
        return values.Length == 0 ? double.NaN : values.Average();
    }

    /// <summary>Largest value of one metric; NaN when no step has it.</summary>
    public double Max(string name)
    {
        var (_, values) = Series(name);
        return values.Length == 0 ? double.NaN : values.Max();
    }
}
