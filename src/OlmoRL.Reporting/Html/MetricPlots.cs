using System.Text;
using System.Xml.Linq;
using ScottPlot;

namespace OlmoRL.Reporting.Html;

/// <summary>A run's metrics as pictures within the page.</summary>
internal static class MetricPlots
{
    private const int Width = 620;
    private const int Height = 320;

    private static readonly (string Title, string[] Metrics)[] Groups =
    [
        ("Reward and signal", ["rollout/solve_rate", "groups/filtered_share"]),
        ("Entropy (nats per token)", ["policy/entropy"]),
        ("Completion length (tokens)", ["rollout/length_mean"]),
        ("Staleness (policy versions)", ["staleness/mean", "staleness/max"]),
        ("Engine against learner, log-prob mismatch", ["mismatch/logprob_abs_mean", "mismatch/logprob_abs_max"]),
        ("Gradient norm", ["policy/gradient_norm"]),
    ];

    /// <summary>A picture for each group of metrics that the run has.</summary>
    public static IEnumerable<XElement> Of(MetricsHistory history)
    {
        foreach (var (title, metrics) in Groups)
        {
            (string Name, double[] Steps, double[] Values)[] lines = [.. metrics.Select(m => (m, history.Series(m).Steps, history.Series(m).Values)).Where(l => l.Steps.Length > 0)];
            if (lines.Length > 0)
                yield return Picture(title, lines);
        }
    }

    private static XElement Picture(string title, (string Name, double[] Steps, double[] Values)[] lines)
    {
        using var plot = new Plot();
        foreach (var (name, steps, values) in lines)
        {
            var line = plot.Add.Scatter(steps, values);
            (line.LegendText, line.LineWidth, line.MarkerSize) = (lines.Length > 1 ? name : "", 2, 0);
        }

        plot.Title(title);
        plot.XLabel("step");
        if (lines.Length > 1)
            _ = plot.ShowLegend(Alignment.UpperLeft);
        // An image of its own: the clip paths of several drawings in one page would share their names.
        var svg = Convert.ToBase64String(Encoding.UTF8.GetBytes(plot.GetSvgXml(Width, Height)));
        return HtmlNode.Of("img", HtmlNode.With("src", $"data:image/svg+xml;base64,{svg}"), HtmlNode.With("alt", title),
            HtmlNode.With("width", $"{Width}"), HtmlNode.With("height", $"{Height}"));
    }
}
