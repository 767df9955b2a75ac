using OlmoRL.Recipes;

namespace OlmoRL.Flows.Stages;

/// <summary>Averages checkpoints.</summary>
internal sealed class MergeStage(StageContext context) : RecipeStage<MergeRecipe>(context)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => Recipe.Source.Select(s => s.Checkpoint);

    /// <inheritdoc/>
    public override async Task<StageOutcome> RunAsync(IFlowView view, bool resume, CancellationToken stop)
    {
        var host = new MergeHost(Recipe, Context.RecipePath);
        await host.RunAsync().ConfigureAwait(false);
        return new StageOutcome(true, $"{Recipe.Source.Count} checkpoints averaged");
    }

    /// <inheritdoc/>
    protected override void Open(MergeRecipe recipe) => _ = new MergeHost(recipe, Context.RecipePath);
}
