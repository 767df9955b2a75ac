using System.CommandLine;
using OlmoRL.Cli.Views;
using OlmoRL.Flows;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl pretrain RECIPE`: a small base model from a generated corpus, or from a checkpoint.</summary>
internal static class PretrainCommand
{
    public static Command Create()
    {
        var (recipe, set, dryRun) = (RecipeOptions.Recipe("pretrain"), RecipeOptions.Set(), RecipeOptions.DryRun());
        var command = new Command("pretrain", "Train a small base model from a generated corpus.") { recipe, set, dryRun };
        command.SetAction(async (parsed, stop) =>
        {
            var loaded = RecipeLoader.Load<PretrainRecipe>(parsed.GetValue(recipe)!, parsed.GetValue(set)!);
            var run = PretrainHost.Open(loaded, parsed.GetValue(recipe)!);
            if (parsed.GetValue(dryRun))
            {
                Console.Write(RecipeWriter.ToToml(loaded));
                return 0;
            }

            using var view = StepView.Create("pretrain", loaded.Steps, StepView.PretrainColumns);
            var steps = await Task.Run(() => run.Run([view], stop), CancellationToken.None).ConfigureAwait(false);
            Console.WriteLine($"{steps} steps; the model is in {Path.Combine(loaded.Directory, "checkpoints", "final")}");
            return 0;
        });
        return command;
    }
}
