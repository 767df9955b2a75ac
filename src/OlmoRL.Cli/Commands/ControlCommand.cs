using System.CommandLine;
using OlmoRL.Flows.Experiments;
using OlmoRL.Recipes;
using OlmoRL.Reporting;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl control RECIPE`: a run under the true reward beside spurious ones, and one report.</summary>
internal static class ControlCommand
{
    public static Command Create()
    {
        var (recipe, set, dryRun) = (RecipeOptions.Recipe("control"), RecipeOptions.Set(), RecipeOptions.DryRun());
        var all = new Option<bool>("--all") { Description = "Take the rewards marked only_with_all too." };
        var command = new Command(
            "control", "Run the true reward beside spurious ones. --set run.key=value and eval.key=value reach its recipes; run again to go on.")
        {
            recipe, set, dryRun, all,
        };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetValue(recipe)!, parsed.GetValue(set)!, parsed.GetValue(dryRun), parsed.GetValue(all), stop));
        return command;
    }

    private static async Task<int> RunAsync(string path, string[] overrides, bool dryRun, bool all, CancellationToken stop)
    {
        var experiment = new ControlExperiment(path, overrides, all);
        if (dryRun)
        {
            Console.Write(RecipeWriter.ToToml(experiment.Recipe));
            return 0;
        }

        var again = $"./olmorl control {path}{RecipeOptions.Written(overrides)}{(all ? " --all" : "")}";
        return await ExperimentRun.RunAsync(view => experiment.RunAsync(view, stop), o => o.Completed, again, outcome =>
        {
            ControlReport.Write(experiment.Recipe.Directory, again, outcome.Start!, outcome.Cells);
            return Path.Combine(experiment.Recipe.Directory, "control.md");
        }).ConfigureAwait(false);
    }
}
