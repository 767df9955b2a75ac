using ScottPlot;

namespace OlmoRL.Reporting;

/// <summary>The picture of a run: reward, solve rate and entropy over the steps.</summary>
public static class LearningCurve
{
    private const int Width = 900;
    private const int Height = 480;

    /// <summary>Writes a PNG.</summary>
    public static void Write(MetricsHistory history, string path)
    {
        using var plot = new Plot();
        Add(plot, history, "rollout/solve_rate", "solved (training rollouts)", Colors.SeaGreen);
        Add(plot, history, "groups/filtered_share", "groups without a signal", Colors.Gray);
        Add(plot, history, "policy/entropy", "entropy (nats per token)", Colors.DarkOrange);
        plot.XLabel("step");
        plot.Axes.SetLimitsY(0, 1.05);
        plot.Title("RLVR learning curve");
        _ = plot.ShowLegend(Alignment.MiddleRight);
        _ = plot.SavePng(path, Width, Height);
    }

    private static void Add(Plot plot, MetricsHistory history, string metric, string label, Color color)
    {
        var (steps, values) = history.Series(metric);
        if (steps.Length == 0)
            return;
        var line = plot.Add.Scatter(steps, values, color);
        line.LegendText = label;
        line.LineWidth = 2;
        line.MarkerSize = 0;
    }
}
