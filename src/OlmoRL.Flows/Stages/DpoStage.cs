using OlmoRL.Flows.Documents;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Stages;

/// <summary>Trains on preference pairs.</summary>
internal sealed class DpoStage(StageContext context) : RecipeStage<DpoRecipe>(context)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [Recipe.Checkpoint, .. Recipe.Data.Source.Select(s => s.Path)];

    /// <inheritdoc/>
    public override async Task<StageOutcome> RunAsync(IFlowView view, bool resume, CancellationToken stop)
    {
        var host = new DpoHost(Recipe, Context.RecipePath);
        var outcome = await host.RunAsync(
            view.BeginDocuments(Context.Name, StageKind.Dpo), resume && Directory.NewestSnapshot() is not null, stop).ConfigureAwait(false);
        return Steps(outcome.Steps, outcome.Completed);
    }

    /// <inheritdoc/>
    protected override void Open(DpoRecipe recipe) => _ = new DpoHost(recipe, Context.RecipePath);
}
