using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OlmoRL.Data.Contamination;
using OlmoRL.Evaluation;
using OlmoRL.Recipes;
using Spectre.Console;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl contamination`: which evaluation items stand in the training data.</summary>
internal static class ContaminationCommand
{
    private const int ShownItems = 10;
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var training = new Option<string[]>("--training") { Description = "Files or folders of training rows.", Required = true, AllowMultipleArgumentsPerToken = true };
        var evaluation = new Option<string>("--evaluation") { Description = "A file or folder of evaluation items.", Required = true };
        var column = new Option<string?>("--column") { Description = $"The column with the text. Default: the first of {string.Join(", ", ContaminationProbe.Columns)}." };
        var threshold = new Option<double>("--threshold") { Description = "Share of an item's 8-grams from which it is listed.", DefaultValueFactory = _ => ContaminationIndex.Threshold };
        var output = new Option<string?>("--out") { Description = "Where the report goes (JSON), every pair in it." };
        var command = new Command("contamination", "Look for evaluation items in training data.") { training, evaluation, column, threshold, output };
        command.SetAction(async (parsed, stop) =>
        {
            var share = parsed.GetValue(threshold);
            if (share is not (> 0 and <= 1))
                throw new RecipeException("--threshold", "", share.ToString(CultureInfo.InvariantCulture), "above 0, at most 1");
            var report = await ContaminationProbe.RunAsync(parsed.GetValue(training)!, parsed.GetValue(evaluation)!, parsed.GetValue(column), share).ConfigureAwait(false);
            Show(report);
            if (parsed.GetValue(output) is { } path)
            {
                var temporary = $"{path}.{Environment.ProcessId}.tmp";
                await File.WriteAllTextAsync(temporary, JsonSerializer.Serialize(report, Json) + "\n", stop).ConfigureAwait(false);
                File.Move(temporary, path, overwrite: true);
                Console.WriteLine($"every pair is in {path}");
            }

            return 0;
        });
        return command;
    }

    private static void Show(ContaminationReport report)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Contaminated.Count} of {report.Items} items ({100.0 * report.Contaminated.Count / Math.Max(1, report.Items):F2} %) share {100 * report.Threshold:F0} % of their 8-grams or more with {report.TrainingRows} training rows; {report.TooShort} are too short to say"));
        if (report.Contaminated.Count == 0)
            return;
        var table = new Table().AddColumns("item", "share", "training row", "text");
        foreach (var item in report.Contaminated.Take(ShownItems))
        {
            _ = table.AddRow(item.Item.ToString(CultureInfo.InvariantCulture), item.Share.ToString("P0", CultureInfo.InvariantCulture),
                Markup.Escape($"{Path.GetFileName(item.TrainingFile)}:{item.TrainingRow}"), Markup.Escape(item.Text.Length > 60 ? item.Text[..60] + "..." : item.Text));
        }

        AnsiConsole.Write(table);
        if (report.Contaminated.Count > ShownItems)
            Console.WriteLine($"... and {report.Contaminated.Count - ShownItems} more (--out lists all)");
    }
}
