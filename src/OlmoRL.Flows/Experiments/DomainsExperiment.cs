using OlmoRL.Actors.Hosting;
using OlmoRL.Evaluation;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Experiments;

/// <summary>What the experiment left behind.</summary>
/// <param name="Completed">False when it was stopped on request.</param>
/// <param name="Start">The start model on each domain, by name.</param>
/// <param name="Cells">A cell a domain and seed.</param>
public sealed record DomainsOutcome(bool Completed, IReadOnlyDictionary<string, EvaluationReport> Start, IReadOnlyList<DomainCell> Cells);

/// <summary>Trains on each domain alone and on their mix, and measures every end model on the domains it was trained on.</summary>
public sealed class DomainsExperiment
{
    private readonly RlvrRecipe _mix;
    private readonly IReadOnlyList<(DomainSpec Spec, RlvrRecipe Recipe, EvaluateRecipe Evaluate)> _domains;

    /// <summary>Loads the recipes and checks them all.</summary>
    /// <param name="path">The recipe of the experiment.</param>
    /// <param name="overrides">`key=value`, `run.key=value` for every RLVR recipe, `eval.key=value` for the evaluation.</param>
    /// <exception cref="RecipeException">One of them cannot be run.</exception>
    public DomainsExperiment(string path, IReadOnlyList<string> overrides)
    {
        Recipe = RecipeLoader.Load<DomainsRecipe>(path, PrefixedOverrides.Own(overrides));
        var run = PrefixedOverrides.Under("run.", overrides);
        _mix = RecipeLoader.Load<RlvrRecipe>(Recipe.Mix, run);
        var evaluate = RecipeLoader.Load<EvaluateRecipe>(Recipe.Evaluate, PrefixedOverrides.Under("eval.", overrides)) with { Checkpoint = _mix.Checkpoint };
        _domains =
        [
            .. Recipe.Domain.Select(spec => (spec, RecipeLoader.Load<RlvrRecipe>(spec.Rlvr, run)))
                .Select(d => (d.spec, d.Item2, evaluate with { Data = d.Item2.Data, Reward = d.Item2.Reward })),
        ];
        RlvrHost.Check(_mix, Recipe.Mix);
        foreach (var (spec, recipe, measured) in _domains)
        {
            if (recipe.Checkpoint != _mix.Checkpoint)
                throw new RecipeException(spec.Rlvr, "checkpoint", $"{recipe.Checkpoint} is not the start model of {Recipe.Mix}", _mix.Checkpoint);
            RlvrHost.Check(recipe, spec.Rlvr);
            EvaluationHost.Check(measured, Recipe.Evaluate);
        }
    }

    /// <summary>The recipe as it will run.</summary>
    public DomainsRecipe Recipe { get; }

    /// <summary>Runs what is not finished.</summary>
    public async Task<DomainsOutcome> RunAsync(IFlowView view, CancellationToken stop)
    {
        var start = new Dictionary<string, EvaluationReport>();
        var cells = new List<DomainCell>();
        var mixed = new CellRunner(Recipe.Mix, Recipe.Evaluate, _domains[0].Evaluate, view);
        foreach (var (spec, _, evaluate) in _domains)
        {
            if (stop.IsCancellationRequested)
                return new DomainsOutcome(false, start, cells);
            start[spec.Name] = await Runner(spec, evaluate, view).MeasureAsync($"base on {spec.Name}", _mix.Checkpoint, Path.Combine(Recipe.Directory, $"base-{spec.Name}")).ConfigureAwait(false);
        }

        for (var seed = 1; seed <= Recipe.Seeds; seed++)
        {
            var mix = _mix with { Seed = seed, Directory = Path.Combine(Recipe.Directory, $"mix-{seed}") };
            if (!await mixed.TrainAsync($"mix-{seed}", mix, stop).ConfigureAwait(false))
                return new DomainsOutcome(false, start, cells);
            foreach (var (spec, recipe, evaluate) in _domains)
            {
                var runner = Runner(spec, evaluate, view);
                var single = recipe with { Seed = seed, Directory = Path.Combine(Recipe.Directory, $"{spec.Name}-{seed}") };
                if (await runner.RunAsync($"{spec.Name}-{seed}", single, stop).ConfigureAwait(false) is not { } alone)
                    return new DomainsOutcome(false, start, cells);
                var together = await runner.MeasureAsync(
                    $"mix-{seed} on {spec.Name}", Path.Combine(mix.Directory, "checkpoints", "final"), Path.Combine(mix.Directory, $"evaluation-{spec.Name}")).ConfigureAwait(false);
                cells.Add(new DomainCell(spec.Name, spec.Verifier, seed, single.Directory, alone, mix.Directory, together));
            }
        }

        return new DomainsOutcome(true, start, cells);
    }

    private CellRunner Runner(DomainSpec spec, EvaluateRecipe evaluate, IFlowView view) => new(spec.Rlvr, Recipe.Evaluate, evaluate, view);
}
