using System.CommandLine;
using OlmoRL.Cli.Views;
using OlmoRL.Flows.Pairs;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl pairs RECIPE`: rows for dpo from a strong and a weak model, or for sft from a strong one.</summary>
internal static class PairsCommand
{
    public static Command Create()
    {
        var (recipe, set, dryRun, resume) =
            (RecipeOptions.Recipe("pairs"), RecipeOptions.Set(), RecipeOptions.DryRun(), RecipeOptions.Resume());
        var command = new Command("pairs", "Sample preference pairs from a strong and a weak model, or correct completions from a strong one.")
        {
            recipe, set, dryRun, resume,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var (path, overrides) = (parsed.GetValue(recipe)!, parsed.GetValue(set)!);
            var loaded = RecipeLoader.Load<PairsRecipe>(path, overrides);
            var host = new PairsHost(loaded, path);
            if (parsed.GetValue(dryRun))
            {
                Console.Write(RecipeWriter.ToToml(loaded));
                return 0;
            }

            PairsOutcome outcome;
            using (var view = CountView.Create("pairs", host.GroupCount, "prompts"))
                outcome = await host.RunAsync(view, parsed.GetValue(resume), stop).ConfigureAwait(false);
            Console.WriteLine(outcome.Completed
                ? $"{outcome.Summary}; rows.jsonl and pairs.json are in {loaded.Directory}"
                : $"Stopped, finished parts are kept. Resume with:\n{RecipeOptions.ResumeCommand("pairs", path, overrides)}");
            return 0;
        });
        return command;
    }
}
