using OlmoRL.Flows.Documents;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Stages;

/// <summary>Trains on conversations, or on prompts with completions.</summary>
internal sealed class SftStage(StageContext context) : RecipeStage<SftRecipe>(context)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [Recipe.Checkpoint, .. Recipe.Data.Source.Select(s => s.Path)];

    /// <inheritdoc/>
    public override async Task<StageOutcome> RunAsync(IFlowView view, bool resume, CancellationToken stop)
    {
        var host = new SftHost(Recipe, Context.RecipePath);
        var outcome = await host.RunAsync(
            view.BeginDocuments(Context.Name, StageKind.Sft), resume && Directory.NewestSnapshot() is not null, stop).ConfigureAwait(false);
        return Steps(outcome.Steps, outcome.Completed);
    }

    /// <inheritdoc/>
    protected override void Open(SftRecipe recipe) => _ = new SftHost(recipe, Context.RecipePath);
}
