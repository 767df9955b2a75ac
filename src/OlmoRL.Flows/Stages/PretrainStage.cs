using OlmoRL.Recipes;
using OlmoRL.Training.Pretraining;

namespace OlmoRL.Flows.Stages;

/// <summary>Makes a small base model from nothing. Repeatable, so an interrupted one begins again.</summary>
internal sealed class PretrainStage(StageContext context) : RecipeStage<PretrainRecipe>(context)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [];

    /// <inheritdoc/>
    public override async Task<StageOutcome> RunAsync(IFlowView view, bool resume, CancellationToken stop)
    {
        var sinks = view.BeginSteps(Context.Name, StageKind.Pretrain, Recipe.Steps);
        var steps = await Task.Factory.StartNew(() => new PretrainRun(Recipe).Run(sinks, stop),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        return Steps(steps, steps == Recipe.Steps);
    }

    /// <inheritdoc/>
    protected override void Open(PretrainRecipe recipe)
    {
    }
}
