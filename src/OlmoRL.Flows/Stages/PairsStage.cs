using OlmoRL.Flows.Pairs;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Stages;

/// <summary>Samples rows for a later stage.</summary>
internal sealed class PairsStage(StageContext context) : RecipeStage<PairsRecipe>(context)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Inputs =>
        ((string[])[Recipe.Strong, Recipe.Weak, .. FilesOf(Recipe.Data, Recipe.Reward)]).Where(i => i.Length > 0);

    /// <inheritdoc/>
    public override StageOutcome? Recall() => File.Exists(Path.Combine(Context.Folder, PairsFiles.Rows))
        ? new StageOutcome(true, "unchanged, taken over from before") : null;

    /// <inheritdoc/>
    public override async Task<StageOutcome> RunAsync(IFlowView view, bool resume, CancellationToken stop)
    {
        var host = new PairsHost(Recipe, Context.RecipePath);
        var outcome = await host.RunAsync(view.BeginCount(Context.Name, host.GroupCount, "prompts"), resume, stop).ConfigureAwait(false);
        return new StageOutcome(outcome.Completed, outcome.Summary);
    }

    /// <inheritdoc/>
    protected override void Open(PairsRecipe recipe) => _ = new PairsHost(recipe, Context.RecipePath);
}
