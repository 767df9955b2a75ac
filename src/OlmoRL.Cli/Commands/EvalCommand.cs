using System.CommandLine;
using OlmoRL.Actors.Hosting;
using OlmoRL.Cli.Views;
using OlmoRL.Recipes;
using OlmoRL.Reporting;
using OlmoRL.Runs;

namespace OlmoRL.Cli.Commands;

/// <summary>`olmorl eval`: a checkpoint on the held-out problems of a recipe, or on evaluation tasks.</summary>
internal static class EvalCommand
{
    private const string RecipeEnding = ".toml";

    public static Command Create()
    {
        var (set, dryRun, tasks) = (RecipeOptions.Set(), RecipeOptions.DryRun(), new EvalTaskOptions());
        var what = new Argument<string[]>("what")
        {
            Description = "An eval recipe (TOML), or evaluation tasks: names of folders in recipes/evaluation, or folders.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command("eval", "Measure a checkpoint: on a recipe's held-out problems, or on tasks such as gsm8k and humaneval.") { what, set, dryRun };
        tasks.AddTo(command);
        command.SetAction((parsed, stop) => parsed.GetValue(what)! switch
        {
            [var recipe] when recipe.EndsWith(RecipeEnding, StringComparison.Ordinal) =>
                RecipeAsync(recipe, parsed.GetValue(set)!, parsed.GetValue(dryRun)),
            var names => EvalTasks.RunAsync(tasks, parsed, names, parsed.GetValue(set)!, parsed.GetValue(dryRun), stop),
        });
        return command;
    }

    private static async Task<int> RecipeAsync(string path, string[] set, bool dryRun)
    {
        var loaded = RecipeLoader.Load<EvaluateRecipe>(path, set);
        var host = new EvaluationHost(loaded, path);
        if (dryRun)
        {
            Console.Write(RecipeWriter.ToToml(loaded));
            return 0;
        }

        var directory = new RunDirectory(loaded.Directory);
        await File.WriteAllTextAsync(directory.ResolvedRecipe, RecipeWriter.ToToml(loaded)).ConfigureAwait(false);
        using var view = CountView.Create("eval", host.GroupCount, "problems");
        var (sampled, greedy) = await host.RunAsync(view).ConfigureAwait(false);
        var report = EvaluationSummary.Of(loaded, sampled, greedy);
        report.Write(Path.Combine(directory.Root, "evaluation.json"));
        view.Dispose();
        ResultTable.Write([new NamedEvaluation("eval", report)]);
        return 0;
    }
}
