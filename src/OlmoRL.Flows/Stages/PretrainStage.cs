using OlmoRL.Recipes;

namespace OlmoRL.Flows.Stages;

/// <summary>Makes a small base model from nothing, or goes on with one. Repeatable, so an interrupted one begins again.</summary>
internal sealed class PretrainStage(StageContext context, bool midtrain) : RecipeStage<PretrainRecipe>(context)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => Recipe.Checkpoint.Length > 0 ? [Recipe.Checkpoint] : [];

    /// <inheritdoc/>
    public override void Check()
    {
        if (midtrain && Recipe.Checkpoint.Length == 0)
            throw new RecipeException(Context.RecipePath, "checkpoint", "midtraining goes on with a model",
                "`from` in the flow, or a checkpoint in the recipe");
        if (Context.HasInputs)
            Open(Recipe); // else the checkpoint that bounds the recipe's values is not there yet
    }

    /// <inheritdoc/>
    public override async Task<StageOutcome> RunAsync(IFlowView view, bool resume, CancellationToken stop)
    {
        var run = PretrainHost.Open(Recipe, Context.RecipePath);
        var sinks = view.BeginSteps(Context.Name, Recipe.Checkpoint.Length > 0 ? StageKind.Midtrain : StageKind.Pretrain, Recipe.Steps);
        var steps = await Task.Factory.StartNew(() => run.Run(sinks, stop),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        return Steps(steps, steps == Recipe.Steps);
    }

    /// <inheritdoc/>
    protected override void Open(PretrainRecipe recipe) => _ = PretrainHost.Open(recipe, Context.RecipePath);
}
