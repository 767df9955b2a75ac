using System.CommandLine;
using System.Globalization;
using OlmoRL.Models.Native;
using OlmoRL.Recipes;
using OlmoRL.Training;
using Spectre.Console;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl replay-step FOLDER`: computes a skipped update again and shows where it breaks.</summary>
internal static class ReplayStepCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "A folder below skipped/ of a run." };
        var command = new Command("replay-step", "Compute again an update that was left out because it was not finite.") { folder };
        command.SetAction(parsed =>
        {
            var path = Path.GetFullPath(parsed.GetValue(folder)!);
            var recipe = Path.Combine(path, "..", "..", "recipe.resolved.toml");
            if (!File.Exists(recipe))
                throw new InvalidDataException($"{path} is not below skipped/ of a run: there is no {Path.GetFullPath(recipe)}");
            var options = GrpoSpecs.ToOptions(RecipeLoader.Load<RlvrRecipe>(recipe, []), recipe);
            TorchRuntime.Initialize(Environment.ProcessorCount);
            var (update, model) = SkippedUpdateStore.Load(path);
            using (model)
                Show(update, StepReplay.Run(update, model, options));
        });
        return command;
    }

    private static void Show(SkippedUpdate update, ReplayReport report)
    {
        var table = new Table().Border(TableBorder.Simple);
        string[] columns = ["micro-batch", "trained tokens", "loss", "largest mismatch", "not finite: advantages", "engine", "old", "log-probs"];
        foreach (var column in columns)
            _ = table.AddColumn(column);
        foreach (var (part, index) in report.Parts.Select((p, i) => (p, i)))
        {
            _ = table.AddRow($"{index}", $"{part.TrainedTokens}", Figure(part.Loss), Figure(part.LargestMismatch), $"{part.BrokenAdvantages}",
                $"{part.BrokenEngineLogProbs}", $"{part.BrokenOldLogProbs}", $"{part.BrokenLogProbs}");
        }

        AnsiConsole.Write(table);
        Console.WriteLine($"recorded: loss {Figure(update.Loss)}, gradient norm {Figure(update.GradientNorm)}");
        Console.WriteLine($"again:    loss {Figure(report.Loss)}, gradient norm {Figure(report.GradientNorm)}");
        Console.WriteLine(report.BrokenGradients.Count == 0
            ? "every gradient is finite"
            : $"gradients not finite: {string.Join(", ", report.BrokenGradients)}");
    }

    private static string Figure(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
