using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OlmoRL.Cli.Views;
using OlmoRL.Data.Contamination;
using OlmoRL.Recipes;
using OlmoRL.Tasks;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl memorisation MODEL`: whether a model ends evaluation items that it is given the beginning of.</summary>
internal static class MemorisationCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var model = new ModelOptions();
        var evaluation = new Option<string>("--evaluation") { Description = "A file or folder of evaluation items.", Required = true };
        var column = new Option<string?>("--column") { Description = $"The column with the text. Default: the first of {string.Join(", ", ContaminationProbe.Columns)}." };
        var prefix = new Option<double[]>("--prefix") { Description = "Shares of an item's words that are given.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [0.4, 0.6, 0.8] };
        var limit = new Option<int>("--limit") { Description = "Only the first items." };
        var output = new Option<string?>("--out") { Description = "Where the report goes (JSON), every item in it." };
        var command = new Command("memorisation", "Look whether a model ends evaluation items word for word.") { evaluation, column, prefix, limit, output };
        model.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            var shares = parsed.GetValue(prefix)!;
            if (shares.Length == 0 || shares.Any(s => s is not (> 0 and < 1)))
                throw new RecipeException("--prefix", "", string.Join(", ", shares), "above 0, below 1");
            var items = await MemorisationProbe.ReadAsync(parsed.GetValue(evaluation)!, parsed.GetValue(column), parsed.GetValue(limit)).ConfigureAwait(false);
            using var served = model.Open(parsed);
            var reports = new List<MemorisationReport>();
            foreach (var share in shares)
            {
                using var view = CountView.Create(string.Create(CultureInfo.InvariantCulture, $"prefix {share:P0}"), items.Count, "items");
                reports.Add(await MemorisationProbe.RunAsync(served, items, share, view, stop).ConfigureAwait(false));
            }

            foreach (var report in reports)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"given {100 * report.Prefix:F0} % of {report.Items.Count} items: {100 * report.ExactRate.Estimate:F1} % [{100 * report.ExactRate.Low:F1}, {100 * report.ExactRate.High:F1}] ended word for word, ROUGE-L {report.MeanOverlap.Estimate:F3} [{report.MeanOverlap.Low:F3}, {report.MeanOverlap.High:F3}]"));
            }

            if (parsed.GetValue(output) is { } path)
            {
                var temporary = $"{path}.{Environment.ProcessId}.tmp";
                await File.WriteAllTextAsync(temporary, JsonSerializer.Serialize(reports, Json) + "\n", stop).ConfigureAwait(false);
                File.Move(temporary, path, overwrite: true);
                Console.WriteLine($"every item is in {path}");
            }

            return 0;
        });
        return command;
    }
}
