using OlmoRL.Actors.Hosting;
using OlmoRL.Evaluation;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Flows.Controls;

/// <summary>What an experiment left behind.</summary>
/// <param name="Completed">False when it was stopped on request.</param>
/// <param name="Start">The start model's evaluation, or null when stopped before it.</param>
/// <param name="Cells">The finished runs.</param>
public sealed record ControlOutcome(bool Completed, EvaluationReport? Start, IReadOnlyList<ControlCell> Cells);

/// <summary>Clones a run once a reward and seed, and measures every end model on the same held-out problems.</summary>
/// <remarks>A cell whose files come from the same resolved recipe is taken over, so a stopped experiment goes on when run again.</remarks>
public sealed class ControlExperiment
{
    private readonly RlvrRecipe _rlvr;
    private readonly EvaluateRecipe _evaluate;
    private readonly bool _all;

    /// <summary>Loads the recipe and checks both recipes it names.</summary>
    /// <param name="path">The control recipe.</param>
    /// <param name="overrides">`key=value`, `run.key=value` for the RLVR recipe, `eval.key=value` for the evaluation.</param>
    /// <param name="all">Take the rewards marked only_with_all too.</param>
    /// <exception cref="RecipeException">Something cannot be run.</exception>
    public ControlExperiment(string path, IReadOnlyList<string> overrides, bool all)
    {
        _all = all;
        Recipe = RecipeLoader.Load<ControlRecipe>(path, [.. overrides.Where(o => !IsFor("run.", o) && !IsFor("eval.", o))]);
        _rlvr = RecipeLoader.Load<RlvrRecipe>(Recipe.Rlvr, Under("run.", overrides));
        if (Recipe.Steps > 0)
            _rlvr = _rlvr with { Trainer = _rlvr.Trainer with { Steps = Recipe.Steps } };
        _evaluate = RecipeLoader.Load<EvaluateRecipe>(Recipe.Evaluate, Under("eval.", overrides)) with { Checkpoint = _rlvr.Checkpoint };
        _ = new RlvrHost(_rlvr, Recipe.Rlvr);
        _ = new EvaluationHost(_evaluate, Recipe.Evaluate);
    }

    /// <summary>The recipe as it will run.</summary>
    public ControlRecipe Recipe { get; }

    /// <summary>Runs what is not finished.</summary>
    public async Task<ControlOutcome> RunAsync(IFlowView view, CancellationToken stop)
    {
        var cells = new List<ControlCell>();
        if (stop.IsCancellationRequested)
            return new ControlOutcome(false, null, cells);
        var start = await EvaluateAsync("base", _rlvr.Checkpoint, Path.Combine(Recipe.Directory, "base"), view).ConfigureAwait(false);
        foreach (var control in Recipe.Control.Where(c => _all || !c.OnlyWithAll))
        {
            for (var seed = 1; seed <= control.Seeds; seed++)
            {
                var scorer = control.Scorer.ToString().ToLowerInvariant();
                var name = $"{scorer}-{seed}";
                var recipe = Clone(control.Scorer, seed, Path.Combine(Recipe.Directory, name), start.PassAt(1));
                if (stop.IsCancellationRequested || !await TrainAsync(name, recipe, view, stop).ConfigureAwait(false))
                    return new ControlOutcome(false, start, cells);
                var model = Path.Combine(recipe.Directory, "checkpoints", "final");
                var after = await EvaluateAsync(name, model, Path.Combine(recipe.Directory, "evaluation"), view).ConfigureAwait(false);
                cells.Add(new ControlCell(scorer, seed, recipe.Directory, after));
            }
        }

        return new ControlOutcome(true, start, cells);
    }

    /// <summary>Seed and data stay, so every reward sees the same prompts in the same order.</summary>
    private RlvrRecipe Clone(ScorerType scorer, int seed, string directory, double rate) => _rlvr with
    {
        Directory = directory,
        Seed = seed,
        Reward = _rlvr.Reward with { Scorer = new ScorerSpec { Type = scorer, Rate = scorer == ScorerType.Random ? rate : 0.5 } },
    };

    private async Task<bool> TrainAsync(string name, RlvrRecipe recipe, IFlowView view, CancellationToken stop)
    {
        var directory = new RunDirectory(recipe.Directory);
        var stamp = new CellStamp(directory.Root, RecipeWriter.ToToml(recipe));
        if (stamp.IsFinished)
            return true;
        var resume = stamp.IsBegun && directory.NewestSnapshot() is not null;
        stamp.Begin();
        var outcome = await new RlvrHost(recipe, Recipe.Rlvr).RunAsync(resume, view.BeginSteps(name, StageKind.Rlvr, recipe.Trainer.Steps), stop).ConfigureAwait(false);
        view.EndStage(name, $"{outcome.Steps} steps");
        if (outcome.Completed)
            stamp.Finish();
        return outcome.Completed;
    }

    private async Task<EvaluationReport> EvaluateAsync(string name, string checkpoint, string folder, IFlowView view)
    {
        var recipe = _evaluate with { Checkpoint = checkpoint, Directory = folder };
        var directory = new RunDirectory(folder);
        var file = Path.Combine(directory.Root, "evaluation.json");
        var model = new FileInfo(Path.Combine(checkpoint, "model.safetensors"));
        // The model's time is part of the stamp: a retrained cell is measured again.
        var stamp = new CellStamp(directory.Root, $"{RecipeWriter.ToToml(recipe)}# model of {model.LastWriteTimeUtc:O}\n");
        if (stamp.IsFinished)
            return EvaluationReport.Read(file);
        stamp.Begin();
        var host = new EvaluationHost(recipe, Recipe.Evaluate);
        var (sampled, greedy) = await host.RunAsync(view.BeginCount(name, host.GroupCount, "problems")).ConfigureAwait(false);
        var report = EvaluationSummary.Of(recipe, sampled, greedy);
        report.Write(file);
        stamp.Finish();
        view.EndStage(name, string.Create(null, $"pass@1 {report.PassAt(1):P1}, greedy {report.GreedyAccuracy():P1}"));
        return report;
    }

    private static bool IsFor(string prefix, string text) => text.StartsWith(prefix, StringComparison.Ordinal);

    private static string[] Under(string prefix, IEnumerable<string> overrides) =>
        [.. overrides.Where(o => IsFor(prefix, o)).Select(o => o[prefix.Length..])];
}
