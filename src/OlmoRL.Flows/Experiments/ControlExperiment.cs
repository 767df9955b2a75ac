using OlmoRL.Actors.Hosting;
using OlmoRL.Evaluation;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Experiments;

/// <summary>What an experiment left behind.</summary>
/// <param name="Completed">False when it was stopped on request.</param>
/// <param name="Start">The start model's evaluation, or null when stopped before it.</param>
/// <param name="Cells">The finished runs.</param>
public sealed record ControlOutcome(bool Completed, EvaluationReport? Start, IReadOnlyList<ControlCell> Cells);

/// <summary>Clones a run once a reward and seed, and measures every end model on the same held-out problems.</summary>
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
        Recipe = RecipeLoader.Load<ControlRecipe>(path, PrefixedOverrides.Own(overrides));
        _rlvr = RecipeLoader.Load<RlvrRecipe>(Recipe.Rlvr, PrefixedOverrides.Under("run.", overrides));
        if (Recipe.Steps > 0)
            _rlvr = _rlvr with { Trainer = _rlvr.Trainer with { Steps = Recipe.Steps } };
        _evaluate = RecipeLoader.Load<EvaluateRecipe>(Recipe.Evaluate, PrefixedOverrides.Under("eval.", overrides)) with { Checkpoint = _rlvr.Checkpoint };
        RlvrHost.Check(_rlvr, Recipe.Rlvr);
        EvaluationHost.Check(_evaluate, Recipe.Evaluate);
    }

    /// <summary>The recipe as it will run.</summary>
    public ControlRecipe Recipe { get; }

    /// <summary>Runs what is not finished.</summary>
    public async Task<ControlOutcome> RunAsync(IFlowView view, CancellationToken stop)
    {
        var cells = new List<ControlCell>();
        if (stop.IsCancellationRequested)
            return new ControlOutcome(false, null, cells);
        var runner = new CellRunner(Recipe.Rlvr, Recipe.Evaluate, _evaluate, view);
        var start = await runner.MeasureAsync("base", _rlvr.Checkpoint, Path.Combine(Recipe.Directory, "base")).ConfigureAwait(false);
        foreach (var control in Recipe.Control.Where(c => _all || !c.OnlyWithAll))
        {
            for (var seed = 1; seed <= control.Seeds; seed++)
            {
                var scorer = control.Scorer.ToString().ToLowerInvariant();
                var recipe = Clone(control.Scorer, seed, Path.Combine(Recipe.Directory, $"{scorer}-{seed}"), start.PassAt(1));
                if (await runner.RunAsync($"{scorer}-{seed}", recipe, stop).ConfigureAwait(false) is not { } after)
                    return new ControlOutcome(false, start, cells);
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
}
