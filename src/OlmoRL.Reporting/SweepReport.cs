using System.Globalization;
using System.Text;
using System.Text.Json;
using OlmoRL.Evaluation;
using OlmoRL.Runs;
using ScottPlot;

namespace OlmoRL.Reporting;

/// <summary>Writes what the settings of a sweep did: sweep.md, sweep.json and sweep.png.</summary>
public static class SweepReport
{
    private const int Width = 900;
    private const int Height = 480;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes the three files into a folder.</summary>
    /// <param name="folder">Of the sweep.</param>
    /// <param name="command">What to type to run it again.</param>
    /// <param name="start">The start model on the held-out problems.</param>
    /// <param name="cells">At least one; those of the first setting are what the others are compared with.</param>
    public static void Write(string folder, string command, EvaluationReport start, IReadOnlyList<SweepCell> cells)
    {
        SweepRow[] rows = [.. cells.GroupBy(c => c.Setting).Select(g => Row(g.Key, [.. g], [.. cells.Where(c => c.Setting == cells[0].Setting)]))];
        Plot(cells, Path.Combine(folder, "sweep.png"));
        WholeFile.Write(Path.Combine(folder, "sweep.json"), JsonSerializer.Serialize(new { command, machine = MachineDescription.Of(), basePass = start.PassAt(1), settings = rows }, Json) + "\n");
        var text = new StringBuilder();
        _ = text.Append(CultureInfo.InvariantCulture, $"# Sweep\n\n    {command}\n\n{MachineDescription.Of()}\n\nStart model on {start.Problems.Count} held-out problems: pass@1 {start.PassAt(1):P1}.\n\n")
            .Append("![Verified solve rate](sweep.png)\n\n| setting | seeds | pass@1 | difference to the first row | seconds | tokens trained | groups without a signal |\n|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            _ = text.Append(CultureInfo.InvariantCulture,
                $"| {row.Setting} | {row.Seeds} | {FlowReport.Show(row.Pass)} | {(row == rows[0] ? "" : FlowReport.Show(row.Difference))} | {row.Seconds:F0} | {row.TrainedTokens:N0} | {100 * row.FilteredShare:F0} % |\n");
        }

        _ = text.Append("\nPercent with 95 % intervals over seeds and problems; with one seed they hold the problems' uncertainty alone. Seconds and tokens are means over seeds.\n");
        WholeFile.Write(Path.Combine(folder, "sweep.md"), text.ToString());
    }

    private static SweepRow Row(string setting, SweepCell[] cells, SweepCell[] first)
    {
        var random = new SeedSequence(1).Stream($"sweep/{setting}");
        var problems = cells[0].After.Problems.Count;
        EvaluationReport[] after = [.. cells.Select(c => c.After)], firstAfter = [.. first.Select(c => c.After)];
        MetricsHistory[] histories = [.. cells.Select(c => new MetricsHistory(Path.Combine(c.Directory, "metrics.jsonl")))];
        return new SweepRow(setting, cells.Length,
            CrossedBootstrap.Of(cells.Length, problems, (seeds, drawn) => HeldOutRate.Of(after, seeds, drawn), random),
            CrossedBootstrap.Of(Math.Min(cells.Length, first.Length), problems, (seeds, drawn) => HeldOutRate.Of(after, seeds, drawn) - HeldOutRate.Of(firstAfter, seeds, drawn), random),
            histories.Average(h => h.Series("time/step_seconds").Values.Sum()),
            histories.Average(h => h.Series("learner/trained_tokens").Values.Sum()),
            histories.Average(h => h.Mean("groups/filtered_share")));
    }

    private static void Plot(IReadOnlyList<SweepCell> cells, string path)
    {
        using var plot = new Plot();
        foreach (var setting in cells.GroupBy(c => c.Setting))
        {
            var points = setting.Select(c => new MetricsHistory(Path.Combine(c.Directory, "metrics.jsonl")).Series("rollout/solve_rate"))
                .SelectMany(s => s.Steps.Zip(s.Values)).GroupBy(p => p.First, p => p.Second).OrderBy(g => g.Key).ToArray();
            var line = plot.Add.Scatter(points.Select(p => p.Key).ToArray(), points.Select(p => p.Average()).ToArray());
            (line.LegendText, line.LineWidth, line.MarkerSize) = (setting.Key, 2, 0);
        }

        plot.Title("Verified solve rate under each setting, mean over seeds");
        plot.XLabel("step");
        plot.YLabel("solved (training rollouts)");
        _ = plot.ShowLegend(Alignment.LowerRight);
        _ = plot.SavePng(path, Width, Height);
    }

    private sealed record SweepRow(
        string Setting, int Seeds, Interval Pass, Interval Difference, double Seconds, double TrainedTokens, double FilteredShare);
}
