using OlmoRL.Actors.Hosting;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Stages;

/// <summary>Trains by reinforcement learning.</summary>
internal sealed class RlvrStage(StageContext context) : RecipeStage<RlvrRecipe>(context)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [Recipe.Checkpoint, .. FilesOf(Recipe.Data, Recipe.Reward)];

    /// <inheritdoc/>
    public override async Task<StageOutcome> RunAsync(IFlowView view, bool resume, CancellationToken stop)
    {
        var host = new RlvrHost(Recipe, Context.RecipePath);
        var outcome = await host.RunAsync(
            resume && Directory.NewestSnapshot() is not null,
            view.BeginSteps(Context.Name, StageKind.Rlvr, Recipe.Trainer.Steps), stop).ConfigureAwait(false);
        return Steps(outcome.Steps, outcome.Completed);
    }

    /// <inheritdoc/>
    protected override void Open(RlvrRecipe recipe) => RlvrHost.Check(recipe, Context.RecipePath);
}
