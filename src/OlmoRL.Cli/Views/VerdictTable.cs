using System.Globalization;
using OlmoRL.Actors.Hosting;
using Spectre.Console;

namespace OlmoRL.Cli.Views;

/// <summary>What `olmorl verify` leaves on the screen: a row a verifier, and the sums.</summary>
internal static class VerdictTable
{
    public static void Write(OfflineResult result)
    {
        var metrics = new Dictionary<string, double>();
        result.Tally.WriteTo(metrics, result.Elapsed);
        var table = new Table { Border = TableBorder.Ascii2 };
        _ = table.AddColumn("verifier").AddColumn("verdicts").AddColumn("correct").AddColumn("mean score").AddColumn("failed").AddColumn("mean ms").AddColumn("a second");
        const string suffix = "/verdicts";
        foreach (var key in metrics.Keys.Where(k => k.EndsWith(suffix, StringComparison.Ordinal)))
        {
            var name = key[..^suffix.Length];
            _ = table.AddRow([.. new[]
            {
                name["verifier/".Length..], Show(metrics[key], "F0"), Show(100 * metrics[$"{name}/correct_share"], "F1") + " %", Show(metrics[$"{name}/score_mean"], "F3"),
                Show(metrics[$"{name}/failed"], "F0"), Show(1000 * metrics[$"time/{name}/seconds_mean"], "F2"), Show(metrics[$"{name}/verdicts_per_second"], "F0"),
            }.Select(Markup.Escape)]);
        }

        AnsiConsole.Write(table);
        var graded = Math.Max(1, result.Completions - result.Failed);
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.Completions} completions, {100.0 * result.Solved / graded:F1} % solved, mean reward {result.RewardSum / graded:F3}, {result.Failed} failed"));
        if (result.Stored > 0)
            AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Differing} of {result.Stored} earn another reward than is stored"));
    }

    private static string Show(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
