using System.CommandLine;
using OlmoRL.Cli.Views;
using OlmoRL.Flows;
using OlmoRL.Flows.Documents;
using OlmoRL.Recipes;

namespace OlmoRL.Cli.Commands;

/// <summary>What the commands that train on documents share.</summary>
internal static class DocumentCommand
{
    /// <summary>Runs a checked recipe.</summary>
    public delegate Task<DocumentOutcome> Run(IDocumentRunView view, bool resume, CancellationToken stop);

    /// <summary>A command that takes a recipe.</summary>
    /// <param name="open">Checks a recipe before any work starts.</param>
    /// <param name="specsOf">What a check on the meta device needs.</param>
    public static Command Create<TRecipe>(
        string name, string description, StepColumn[] columns, Func<TRecipe, string> directoryOf, Func<TRecipe, string, Run> open,
        Func<TRecipe, (DocumentDataSpec Data, DocumentTrainerSpec Trainer)> specsOf)
        where TRecipe : class, IRecipe
    {
        var (recipe, set, dryRun, resume) =
            (RecipeOptions.Recipe(name), RecipeOptions.Set(), RecipeOptions.DryRun(), RecipeOptions.Resume());
        var meta = new Option<string?>("--meta")
        {
            Description = "With --dry-run: check against a model shape on the meta device; neither checkpoint nor data need be there.",
            HelpName = "preset",
        };
        var command = new Command(name, description) { recipe, set, dryRun, meta, resume };
        meta.Validators.Add(given =>
        {
            if (given.GetResult(dryRun) is null or { Implicit: true })
                given.AddError("--meta: only with --dry-run");
        });
        command.SetAction(async (parsed, stop) =>
        {
            var (path, overrides) = (parsed.GetValue(recipe)!, parsed.GetValue(set)!);
            var loaded = RecipeLoader.Load<TRecipe>(path, overrides);
            if (parsed.GetValue(meta) is { } preset)
            {
                var (data, trainer) = specsOf(loaded);
                foreach (var line in MetaCheck.Run(preset, data, trainer, path))
                    Console.WriteLine($"# {line}");
                Console.Write(RecipeWriter.ToToml(loaded));
                return 0;
            }

            var run = open(loaded, path);
            if (parsed.GetValue(dryRun))
            {
                Console.Write(RecipeWriter.ToToml(loaded));
                return 0;
            }

            DocumentOutcome outcome;
            using (var view = new DocumentRunView(name, columns))
                outcome = await run(view, parsed.GetValue(resume), stop).ConfigureAwait(false);
            Console.WriteLine(outcome.Completed
                ? $"{outcome.Steps} steps; model, metrics and data.json are in {directoryOf(loaded)}"
                : $"Stopped after step {outcome.Steps}, all saved. Resume with:\n{RecipeOptions.ResumeCommand(name, path, overrides)}");
            return 0;
        });
        return command;
    }
}
