using System.CommandLine;
using OlmoRL.Flows;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl merge RECIPE`: the weighted average of checkpoints.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var (recipe, set, dryRun) = (RecipeOptions.Recipe("merge"), RecipeOptions.Set(), RecipeOptions.DryRun());
        var command = new Command("merge", "Average checkpoints of one shape.") { recipe, set, dryRun };
        command.SetAction(async (parsed, _) =>
        {
            var path = parsed.GetValue(recipe)!;
            var loaded = RecipeLoader.Load<MergeRecipe>(path, parsed.GetValue(set)!);
            var host = new MergeHost(loaded, path);
            if (parsed.GetValue(dryRun))
            {
                Console.Write(RecipeWriter.ToToml(loaded));
                return 0;
            }

            Console.WriteLine($"{loaded.Source.Count} checkpoints averaged into {await host.RunAsync().ConfigureAwait(false)}");
            return 0;
        });
        return command;
    }
}
