using System.Globalization;
using OlmoRL.Evaluation;
using OlmoRL.Tasks;
using Spectre.Console;

namespace OlmoRL.Cli.Views;

/// <summary>What `olmorl eval TASK...` leaves on the screen.</summary>
internal static class TaskTable
{
    /// <summary>A row a figure, and a line on what each task cost.</summary>
    public static void Write(IReadOnlyList<TaskReport> reports)
    {
        var table = new Table { Border = TableBorder.Ascii2 };
        foreach (var column in (string[])["task", "problems", "figure", "percent, 95 % interval"])
            _ = table.AddColumn(new TableColumn(column).NoWrap());
        foreach (var report in reports)
        {
            for (var i = 0; i < report.Figures.Count; i++)
            {
                string[] cells =
                [
                    .. i == 0 ? [report.Title, report.Samples == 1 ? Show(report.Problems) : $"{Show(report.Problems)} x {report.Samples}"] : (string[])["", ""],
                    report.Figures[i].Name, Show(report.Figures[i].Value),
                ];
                _ = table.AddRow([.. cells.Select(Markup.Escape)]);
            }
        }

        AnsiConsole.Write(table);
        foreach (var report in reports)
            Console.WriteLine(Cost(report));
    }

    /// <summary>A row a task.</summary>
    public static void Write(IReadOnlyList<TaskComparison> comparisons)
    {
        var table = new Table { Border = TableBorder.Ascii2 };
        foreach (var column in (string[])["task", "problems", "before", "after", "difference, 95 % interval", "p"])
            _ = table.AddColumn(column);
        foreach (var row in comparisons)
        {
            string[] cells =
            [
                row.Task, Show(row.Problems), Percent(row.Before), Percent(row.After), Show(row.Difference), row.PValue.ToString("F4", CultureInfo.InvariantCulture),
            ];
            _ = table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("pass@1 in percent; bootstrap over problems, both drawn together; p of a paired permutation test");
    }

    private static string Cost(TaskReport report)
    {
        string[] parts =
        [
            $"{Show(report.PromptTokens)} tokens read, {Show(report.CompletionTokens)} written",
            .. report.SeedDeviation is { } deviation ? [string.Create(CultureInfo.InvariantCulture, $"pass@1 deviates by {100 * deviation:F2} points over {report.BySeed.Count} seeds")] : (string[])[],
            .. report.Truncated > 0 ? [$"{Show(report.Truncated)} cut at the token limit"] : (string[])[],
            .. report.Failed > 0 ? [$"{Show(report.Failed)} not graded: the verifier failed"] : (string[])[],
        ];
        return $"{report.Title}: {string.Join("; ", parts)}";
    }

    private static string Show(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);

    private static string Show(Interval interval) => $"{Percent(interval.Estimate)} [{Percent(interval.Low)}, {Percent(interval.High)}]";
}
