using System.CommandLine;
using OlmoRL.Actors.Hosting;
using OlmoRL.Cli.Views;
using OlmoRL.Recipes;
using OlmoRL.Reporting;
using OlmoRL.Runs;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl eval RECIPE`: a checkpoint on held-out problems.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var (recipe, set, dryRun) = (RecipeOptions.Recipe("eval"), RecipeOptions.Set(), RecipeOptions.DryRun());
        var command = new Command("eval", "Measure a checkpoint on held-out problems.") { recipe, set, dryRun };
        command.SetAction(async (parsed, _) =>
        {
            var path = parsed.GetValue(recipe)!;
            var loaded = RecipeLoader.Load<EvaluateRecipe>(path, parsed.GetValue(set)!);
            var host = new EvaluationHost(loaded, path);
            if (parsed.GetValue(dryRun))
            {
                Console.Write(RecipeWriter.ToToml(loaded));
                return 0;
            }

            var directory = new RunDirectory(loaded.Directory);
            File.WriteAllText(directory.ResolvedRecipe, RecipeWriter.ToToml(loaded));
            using var view = CountView.Create("eval", host.GroupCount, "problems");
            var (sampled, greedy) = await host.RunAsync(view).ConfigureAwait(false);
            var report = EvaluationSummary.Of(loaded, sampled, greedy);
            report.Write(Path.Combine(directory.Root, "evaluation.json"));
            view.Dispose();
            ResultTable.Write([new NamedEvaluation("eval", report)]);
            return 0;
        });
        return command;
    }
}
