using System.Globalization;
using System.Text;
using System.Text.Json;
using OlmoRL.Evaluation;
using OlmoRL.Runs;

namespace OlmoRL.Reporting;

/// <summary>Writes what the rewards of an experiment did: control.md, control.json and control.png.</summary>
public static class ControlReport
{
    private const int LastSteps = 10;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes the three files into a folder.</summary>
    /// <param name="folder">Of the experiment.</param>
    /// <param name="command">What to type to run it again.</param>
    /// <param name="start">The start model on the held-out problems.</param>
    /// <param name="cells">At least one under the verified reward.</param>
    public static void Write(string folder, string command, EvaluationReport start, IReadOnlyList<ControlCell> cells)
    {
        var rows = ControlComparison.Rows(start, cells);
        var trueGain = rows.Single(r => r.Scorer == "verified").PassGain.Estimate;
        var figures = rows.Select(r => new
        {
            Row = r,
            Length = LastMean(cells, r.Scorer, "rollout/length_mean"),
            Entropy = LastMean(cells, r.Scorer, "policy/entropy"),
            Verdict = ControlVerdict.Of(r, trueGain),
        }).ToArray();
        ControlCurves.Write(cells, Path.Combine(folder, "control.png"));
        WholeFile.Write(Path.Combine(folder, "control.json"), JsonSerializer.Serialize(
            new { command, machine = MachineDescription.Of(), basePass = start.PassAt(1), baseGreedy = start.GreedyAccuracy(), rewards = figures }, Json) + "\n");

        var text = new StringBuilder();
        _ = text.Append(CultureInfo.InvariantCulture, $"# Spurious-reward controls\n\n    {command}\n\n{MachineDescription.Of()}\n\n")
            .Append(CultureInfo.InvariantCulture, $"Start model on {start.Problems.Count} held-out problems: pass@1 {start.PassAt(1):P1}, ")
            .Append(CultureInfo.InvariantCulture, $"greedy {start.GreedyAccuracy():P1}, correct among parsable {start.CorrectAmongParsable():P1}.\n\n")
            .Append("![Verified solve rate](control.png)\n\nLine: mean over seeds; band: lowest to highest seed.\n\n")
            .Append("| reward | seeds | pass@1 gain | greedy gain | correct among parsable, gain | length | entropy | p | verdict |\n")
            .Append("|---|---|---|---|---|---|---|---|---|\n");
        foreach (var f in figures)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"| {f.Row.Scorer} | {f.Row.Seeds} | {Points(f.Row.PassGain)} | {Points(f.Row.GreedyGain)} | ")
                .Append(CultureInfo.InvariantCulture, $"{Points(f.Row.ParsableGain)} | {f.Length:F1} | {f.Entropy:F2} | {f.Row.PValue:F4} | {f.Verdict} |\n");
        }

        _ = text.Append(CultureInfo.InvariantCulture, $"\nGains in points with 95 % intervals over seeds and problems; p against evaluation noise; length (tokens) and ")
            .Append(CultureInfo.InvariantCulture, $"entropy (nats) are means of the last {LastSteps} steps. Rules of the verdict: docs/controls.md.\n");
        WholeFile.Write(Path.Combine(folder, "control.md"), text.ToString());
    }

    private static double LastMean(IEnumerable<ControlCell> cells, string scorer, string metric) =>
        cells.Where(c => c.Scorer == scorer)
            .SelectMany(c => new MetricsHistory(Path.Combine(c.Directory, "metrics.jsonl")).Series(metric).Values.TakeLast(LastSteps))
            .DefaultIfEmpty(double.NaN).Average();

    private static string Points(Interval gain) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * gain.Estimate:F1} [{100 * gain.Low:F1}, {100 * gain.High:F1}]");
}
