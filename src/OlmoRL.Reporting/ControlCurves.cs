using OlmoRL.Evaluation;
using ScottPlot;

namespace OlmoRL.Reporting;

/// <summary>The picture of an experiment with controls: verified solve rate over the steps, a line and a band a reward.</summary>
internal static class ControlCurves
{
    private const int Width = 900;
    private const int Height = 480;

    /// <summary>Writes a PNG. Line: mean over seeds; band: lowest to highest seed.</summary>
    public static void Write(IReadOnlyList<ControlCell> cells, string path)
    {
        using var plot = new Plot();
        var palette = new ScottPlot.Palettes.Category10();
        foreach (var (index, scorer) in cells.GroupBy(c => c.Scorer).Index())
        {
            var points = scorer.SelectMany(c => Series(c.Directory)).GroupBy(p => p.Step, p => p.Value).OrderBy(g => g.Key).ToArray();
            if (points.Length == 0)
                continue;
            double[] steps = [.. points.Select(p => p.Key)];
            var band = plot.Add.FillY(steps, [.. points.Select(p => p.Min())], [.. points.Select(p => p.Max())]);
            band.FillColor = palette.GetColor(index).WithAlpha(0.2);
            var line = plot.Add.Scatter(steps, points.Select(p => p.Average()).ToArray(), palette.GetColor(index));
            (line.LegendText, line.LineWidth, line.MarkerSize) = (scorer.Key, 2, 0);
        }

        plot.Title("Verified solve rate under each reward");
        plot.XLabel("step");
        plot.YLabel("solved (training rollouts)");
        _ = plot.ShowLegend(Alignment.UpperLeft);
        _ = plot.SavePng(path, Width, Height);
    }

    private static IEnumerable<(double Step, double Value)> Series(string directory)
    {
        var (steps, values) = new MetricsHistory(Path.Combine(directory, "metrics.jsonl")).Series("rollout/solve_rate");
        return steps.Zip(values);
    }
}
