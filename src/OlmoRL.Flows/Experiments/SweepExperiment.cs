using OlmoRL.Actors.Hosting;
using OlmoRL.Evaluation;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Experiments;

/// <summary>What a sweep left behind.</summary>
/// <param name="Completed">False when it was stopped on request.</param>
/// <param name="Start">The start model's evaluation, or null when stopped before it.</param>
/// <param name="Cells">The finished runs.</param>
public sealed record SweepOutcome(bool Completed, EvaluationReport? Start, IReadOnlyList<SweepCell> Cells);

/// <summary>Clones a run once a setting and seed, and measures every end model on the same held-out problems.</summary>
public sealed class SweepExperiment
{
    private readonly EvaluateRecipe _evaluate;
    private readonly (string Name, RlvrRecipe Recipe)[] _settings;

    /// <summary>Loads the recipe and checks every setting of it.</summary>
    /// <param name="path">The sweep recipe.</param>
    /// <param name="overrides">`key=value`, `run.key=value` for the RLVR recipe, `eval.key=value` for the evaluation.</param>
    /// <exception cref="RecipeException">A setting cannot be run.</exception>
    public SweepExperiment(string path, IReadOnlyList<string> overrides)
    {
        Recipe = RecipeLoader.Load<SweepRecipe>(path, PrefixedOverrides.Own(overrides));
        IReadOnlyList<string> run = [.. Recipe.Set, .. PrefixedOverrides.Under("run.", overrides)];
        _settings = [.. SweepPlan.Settings(Recipe).Select(s => (SweepPlan.Name(s), RecipeLoader.Load<RlvrRecipe>(Recipe.Rlvr, [.. run, .. s])))];
        _evaluate = RecipeLoader.Load<EvaluateRecipe>(Recipe.Evaluate, PrefixedOverrides.Under("eval.", overrides)) with { Checkpoint = _settings[0].Recipe.Checkpoint };
        foreach (var (_, recipe) in _settings)
            RlvrHost.Check(recipe, Recipe.Rlvr);
        EvaluationHost.Check(_evaluate, Recipe.Evaluate);
    }

    /// <summary>The recipe as it will run.</summary>
    public SweepRecipe Recipe { get; }

    /// <summary>Names of the settings, in the order in which they run.</summary>
    public IEnumerable<string> Settings => _settings.Select(s => s.Name);

    /// <summary>Runs what is not finished.</summary>
    public async Task<SweepOutcome> RunAsync(IFlowView view, CancellationToken stop)
    {
        var cells = new List<SweepCell>();
        if (stop.IsCancellationRequested)
            return new SweepOutcome(false, null, cells);
        var runner = new CellRunner(Recipe.Rlvr, Recipe.Evaluate, _evaluate, view);
        var start = await runner.MeasureAsync("base", _evaluate.Checkpoint, Path.Combine(Recipe.Directory, "base")).ConfigureAwait(false);
        for (var seed = 1; seed <= Recipe.Seeds; seed++)
        {
            foreach (var (name, setting) in _settings)
            {
                var recipe = setting with { Seed = seed, Directory = Path.Combine(Recipe.Directory, $"{name}-{seed}") };
                if (await runner.RunAsync($"{name}-{seed}", recipe, stop).ConfigureAwait(false) is not { } after)
                    return new SweepOutcome(false, start, cells);
                cells.Add(new SweepCell(name, seed, recipe.Directory, after));
            }
        }

        return new SweepOutcome(true, start, cells);
    }
}
