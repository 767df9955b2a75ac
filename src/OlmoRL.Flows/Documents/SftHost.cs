using OlmoRL.Data.Documents;
using OlmoRL.Recipes;
using OlmoRL.Training.Documents;

namespace OlmoRL.Flows.Documents;

/// <summary>Runs a supervised fine-tuning recipe.</summary>
public sealed class SftHost
{
    private readonly SftRecipe _recipe;
    private readonly DocumentHost _host;

    /// <summary>Checks what can be checked before any work starts.</summary>
    /// <exception cref="RecipeException">The checkpoint or the template cannot be used.</exception>
    public SftHost(SftRecipe recipe, string recipePath)
    {
        _recipe = recipe;
        var resolved = RecipeWriter.ToToml(recipe with { Directory = "" });
        _host = new DocumentHost("sft", recipePath, recipe.Checkpoint, recipe.Directory, resolved, recipe.Data, recipe.Trainer);
    }

    /// <summary>Runs to the end, or until <paramref name="stop"/> asks it to finish the step and save.</summary>
    public Task<DocumentOutcome> RunAsync(IDocumentRunView view, bool resume, CancellationToken stop) => _host.RunAsync(
        new DocumentRunSettings(_recipe.Seed, _recipe.SnapshotEvery, _recipe.CheckpointEvery),
        new SupervisedRowEncoder(_host.Encoding),
        data => BatchPlan.ByTokens(data.Rows, _recipe.Trainer.BatchTokens, _recipe.Trainer.Steps, _recipe.Trainer.Epochs),
        (model, _) => new SupervisedDocumentLearner(model, _host.Optimizer, _host.Forward, _host.Packing), view, resume, stop);
}
