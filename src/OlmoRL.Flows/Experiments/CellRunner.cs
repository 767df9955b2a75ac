using OlmoRL.Actors.Hosting;
using OlmoRL.Evaluation;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Flows.Experiments;

/// <summary>Trains and measures the cells of an experiment, each in a folder of its own.</summary>
/// <remarks>A cell whose files come from the same resolved recipe is taken over, so a stopped experiment goes on when run again.</remarks>
/// <param name="rlvrPath">The RLVR recipe's file; scripts are relative to it.</param>
/// <param name="evaluatePath">The evaluation's.</param>
/// <param name="evaluate">How every model is measured; checkpoint and folder are the cell's.</param>
/// <param name="view">Shows progress.</param>
internal sealed class CellRunner(string rlvrPath, string evaluatePath, EvaluateRecipe evaluate, IFlowView view)
{
    /// <summary>Trains a cell and measures its end model; null when it was stopped on request.</summary>
    public async Task<EvaluationReport?> RunAsync(string name, RlvrRecipe recipe, CancellationToken stop)
    {
        if (!await TrainAsync(name, recipe, stop).ConfigureAwait(false))
            return null;
        var model = Path.Combine(recipe.Directory, "checkpoints", "final");
        return await MeasureAsync(name, model, Path.Combine(recipe.Directory, "evaluation")).ConfigureAwait(false);
    }

    /// <summary>Trains a cell; false when it was stopped on request.</summary>
    public async Task<bool> TrainAsync(string name, RlvrRecipe recipe, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return false;
        var directory = new RunDirectory(recipe.Directory);
        var stamp = new CellStamp(directory.Root, RecipeWriter.ToToml(recipe));
        if (stamp.IsFinished)
            return true;
        var resume = stamp.IsBegun && directory.NewestSnapshot() is not null;
        stamp.Begin();
        var outcome = await new RlvrHost(recipe, rlvrPath).RunAsync(resume, view.BeginSteps(name, StageKind.Rlvr, recipe.Trainer.Steps), stop).ConfigureAwait(false);
        view.EndStage(name, $"{outcome.Steps} steps");
        if (outcome.Completed)
            stamp.Finish();
        return outcome.Completed;
    }

    /// <summary>Measures a model.</summary>
    public async Task<EvaluationReport> MeasureAsync(string name, string checkpoint, string folder)
    {
        var recipe = evaluate with { Checkpoint = checkpoint, Directory = folder };
        var directory = new RunDirectory(folder);
        var file = Path.Combine(directory.Root, "evaluation.json");
        var model = new FileInfo(Path.Combine(checkpoint, "model.safetensors"));
        // The model's time is part of the stamp: a retrained cell is measured again.
        var stamp = new CellStamp(directory.Root, $"{RecipeWriter.ToToml(recipe)}# model of {model.LastWriteTimeUtc:O}\n");
        if (stamp.IsFinished)
            return EvaluationReport.Read(file);
        stamp.Begin();
        var host = new EvaluationHost(recipe, evaluatePath);
        var (sampled, greedy) = await host.RunAsync(view.BeginCount(name, host.GroupCount, "problems")).ConfigureAwait(false);
        var report = EvaluationSummary.Of(recipe, sampled, greedy);
        report.Write(file);
        stamp.Finish();
        view.EndStage(name, string.Create(null, $"pass@1 {report.PassAt(1):P1}, greedy {report.GreedyAccuracy():P1}"));
        return report;
    }
}
