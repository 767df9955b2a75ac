using System.CommandLine;
using OlmoRL.Flows.Experiments;
using OlmoRL.Recipes;
using OlmoRL.Reporting;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl sweep RECIPE`: a run under several values of its recipe, and one report.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var (recipe, set, dryRun) = (RecipeOptions.Recipe("sweep"), RecipeOptions.Set(), RecipeOptions.DryRun());
        var command = new Command(
            "sweep", "Run a recipe under several of its values. --set run.key=value and eval.key=value reach its recipes; run again to go on.")
        {
            recipe, set, dryRun,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(recipe)!, parsed.GetValue(set)!, parsed.GetValue(dryRun), stop));
        return command;
    }

    private static async Task<int> RunAsync(string path, string[] overrides, bool dryRun, CancellationToken stop)
    {
        var experiment = new SweepExperiment(path, overrides);
        if (dryRun)
        {
            Console.Write(RecipeWriter.ToToml(experiment.Recipe));
            foreach (var setting in experiment.Settings)
                Console.WriteLine($"# {setting}");
            return 0;
        }

        var again = $"./olmorl sweep {path}{RecipeOptions.Written(overrides)}";
        return await ExperimentRun.RunAsync(view => experiment.RunAsync(view, stop), o => o.Completed, again, outcome =>
        {
            SweepReport.Write(experiment.Recipe.Directory, again, outcome.Start!, outcome.Cells);
            return Path.Combine(experiment.Recipe.Directory, "sweep.md");
        }).ConfigureAwait(false);
    }
}
