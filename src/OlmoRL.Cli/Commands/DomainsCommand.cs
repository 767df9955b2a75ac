using System.CommandLine;
using OlmoRL.Flows.Experiments;
using OlmoRL.Recipes;
using OlmoRL.Reporting;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl domains RECIPE`: a run on each domain, one on their mix, and one report.</summary>
internal static class DomainsCommand
{
    public static Command Create()
    {
        var (recipe, set, dryRun) = (RecipeOptions.Recipe("domains"), RecipeOptions.Set(), RecipeOptions.DryRun());
        var command = new Command(
            "domains", "Train on each of several domains and on their mix. --set run.key=value and eval.key=value reach its recipes; run again to go on.")
        {
            recipe, set, dryRun,
        };
        command.SetAction((parsed, stop) => RunAsync(parsed.GetValue(recipe)!, parsed.GetValue(set)!, parsed.GetValue(dryRun), stop));
        return command;
    }

    private static async Task<int> RunAsync(string path, string[] overrides, bool dryRun, CancellationToken stop)
    {
        var experiment = new DomainsExperiment(path, overrides);
        if (dryRun)
        {
            Console.Write(RecipeWriter.ToToml(experiment.Recipe));
            return 0;
        }

        var again = $"./olmorl domains {path}{RecipeOptions.Written(overrides)}";
        return await ExperimentRun.RunAsync(view => experiment.RunAsync(view, stop), o => o.Completed, again, outcome =>
        {
            DomainsReport.Write(experiment.Recipe.Directory, again, outcome.Start, outcome.Cells);
            return Path.Combine(experiment.Recipe.Directory, "domains.md");
        }).ConfigureAwait(false);
    }
}
