using ScottPlot;

namespace OlmoRL.Reporting;

/// <summary>A line of a <see cref="RatePlot"/>.</summary>
/// <param name="Label">As the legend shows it.</param>
/// <param name="X">Positive; drawn on a logarithmic axis when the plot asks for it.</param>
/// <param name="Y">The rate at each.</param>
public sealed record RateLine(string Label, double[] X, double[] Y);

/// <summary>Rates as lines with markers.</summary>
public static class RatePlot
{
    private const int Width = 900;
    private const int Height = 480;

    /// <summary>Writes a PNG.</summary>
    public static void Write(string title, string xLabel, string yLabel, IEnumerable<RateLine> lines, bool logarithmicX, string path)
    {
        using var plot = new Plot();
        foreach (var line in lines)
        {
            var scatter = plot.Add.Scatter(logarithmicX ? [.. line.X.Select(Math.Log2)] : line.X, line.Y);
            (scatter.LegendText, scatter.LineWidth) = (line.Label, 2);
        }

        if (logarithmicX)
        {
            plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
            {
                IntegerTicksOnly = true,
                LabelFormatter = value => $"{Math.Pow(2, value):F0}",
            };
        }

        plot.Title(title);
        plot.XLabel(xLabel);
        plot.YLabel(yLabel);
        _ = plot.ShowLegend(Alignment.UpperLeft);
        _ = plot.SavePng(path, Width, Height);
    }
}
