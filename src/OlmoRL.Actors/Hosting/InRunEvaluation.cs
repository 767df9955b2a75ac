using System.Threading.Channels;
using OlmoRL.Actors.Workers;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Hosting;

/// <summary>Measures a run's checkpoints on held-out problems beside the run, as `olmorl eval` does; training never waits for it.</summary>
/// <remarks>
/// A checkpoint is whole once metrics of a later step are there. One that retention removes before its turn comes is
/// passed over. Figures go to evaluations/step-N.json.
/// </remarks>
public sealed class InRunEvaluation : IMetricSink
{
    private readonly EvaluateRecipe _recipe;
    private readonly string _recipePath;
    private readonly int _every;
    private readonly RunDirectory _directory;
    private readonly Channel<(int Step, string Checkpoint)> _due = Channel.CreateUnbounded<(int, string)>();
    private readonly Task _worker;
    private volatile bool _abandoned;
    private int _written;

    private InRunEvaluation(EvaluateRecipe recipe, string recipePath, int every, RunDirectory directory)
    {
        (_recipe, _recipePath, _every, _directory) = (recipe, recipePath, every, directory);
        _worker = Task.Run(MeasureAllAsync);
    }

    /// <summary>The evaluation that an RLVR recipe names, on its start model; null where it names none.</summary>
    /// <exception cref="RecipeException">It cannot be run.</exception>
    public static EvaluateRecipe? Read(RlvrRecipe recipe)
    {
        if (recipe.Evaluation.Every == 0)
            return null;
        var evaluate = RecipeLoader.Load<EvaluateRecipe>(recipe.Evaluation.Recipe) with { Checkpoint = recipe.Checkpoint };
        // One worker: the others' cores are the run's.
        evaluate = evaluate.InferenceWorkers == 0 ? evaluate with { InferenceWorkers = 1 } : evaluate;
        EvaluationHost.Check(evaluate, recipe.Evaluation.Recipe);
        return evaluate;
    }

    /// <summary>Begins to wait for checkpoints of a run.</summary>
    public static InRunEvaluation? Start(RlvrRecipe recipe, RunDirectory directory) =>
        Read(recipe) is { } evaluate ? new InRunEvaluation(evaluate, recipe.Evaluation.Recipe, recipe.Evaluation.Every, directory) : null;

    /// <inheritdoc/>
    public void Write(int step, IReadOnlyDictionary<string, double> metrics)
    {
        if (_written > 0 && step > _written)
            _ = _due.Writer.TryWrite((_written, _directory.CheckpointOf(_written)));
        _written = step % _every == 0 ? step : 0;
    }

    /// <summary>Ends: after a whole run when all is measured, the final model too; after a stop at once.</summary>
    public async Task EndAsync(RunOutcome? outcome)
    {
        if (outcome is { Completed: true })
            _ = _due.Writer.TryWrite((outcome.Steps, _directory.FinalCheckpoint));
        else
            _abandoned = true;
        _ = _due.Writer.TryComplete();
        await _worker.ConfigureAwait(false);
    }

    private async Task MeasureAllAsync()
    {
        await foreach (var (step, checkpoint) in _due.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (!_abandoned && Directory.Exists(checkpoint))
                await MeasureAsync(step, checkpoint).ConfigureAwait(false);
        }
    }

    private async Task MeasureAsync(int step, string checkpoint)
    {
        var recipe = _recipe with { Checkpoint = checkpoint };
        var (sampled, greedy) = await new EvaluationHost(recipe, _recipePath).RunAsync(new Progress<int>()).ConfigureAwait(false);
        _ = Directory.CreateDirectory(_directory.Evaluations);
        EvaluationSummary.Of(recipe, sampled, greedy).Write(_directory.EvaluationOf(step));
    }
}
