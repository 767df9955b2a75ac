using System.Globalization;
using OlmoRL.Evaluation;
using OlmoRL.Reporting;
using Spectre.Console;

namespace OlmoRL.Cli.Views;

/// <summary>The table a user is left with: figures before and after, with intervals.</summary>
internal static class ResultTable
{
    /// <summary>Prints the first evaluation, and the last beside it when there are two.</summary>
    public static void Write(IReadOnlyList<NamedEvaluation> evaluations)
    {
        if (evaluations.Count == 0)
            return;
        if (evaluations.Count > 2)
            WriteStages(evaluations);
        var (first, last) = (evaluations[0], evaluations[^1]);
        var table = new Table { Border = TableBorder.Ascii2 };
        _ = table.AddColumn($"held-out, {first.Report.Problems.Count} problems").AddColumn(first.Stage);
        if (evaluations.Count > 1)
            _ = table.AddColumn(last.Stage).AddColumn("difference");
        foreach (var row in FlowReport.Compare(first.Report, last.Report))
        {
            string[] cells = evaluations.Count > 1
                ? [row.Figure, Show(row.Before), Show(row.After), Show(row.Difference)]
                : [row.Figure, Show(row.Before)];
            _ = table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        string Among(NamedEvaluation e) => (100 * e.Report.CorrectAmongParsable()).ToString("F1", CultureInfo.InvariantCulture);
        _ = evaluations.Count > 1
            ? table.AddRow("correct among parsable", Among(first), Among(last),
                (100 * (last.Report.CorrectAmongParsable() - first.Report.CorrectAmongParsable())).ToString("F1", CultureInfo.InvariantCulture))
            : table.AddRow("correct among parsable", Among(first));
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("percent; [95 % interval, bootstrap over problems, differences paired]");
    }

    /// <summary>A row for each evaluation: what every stage between them brought.</summary>
    private static void WriteStages(IReadOnlyList<NamedEvaluation> evaluations)
    {
        string[] figures = ["pass@1", "greedy"];
        var table = new Table { Border = TableBorder.Ascii2 };
        _ = table.AddColumn("after stage");
        foreach (var figure in figures)
            _ = table.AddColumn(figure).AddColumn($"{figure} gain");
        for (var i = 0; i < evaluations.Count; i++)
        {
            var rows = FlowReport.Compare(evaluations[Math.Max(0, i - 1)].Report, evaluations[i].Report);
            var cells = figures.Select(f => rows.Single(r => r.Figure == f))
                .SelectMany(row => (string[])[Show(row.After), i == 0 ? "" : Show(row.Difference)]);
            _ = table.AddRow([Markup.Escape(evaluations[i].Stage), .. cells.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
    }

    private static string Show(Interval interval) => string.Create(CultureInfo.InvariantCulture,
        $"{100 * interval.Estimate:F1} [{100 * interval.Low:F1}, {100 * interval.High:F1}]");
}
