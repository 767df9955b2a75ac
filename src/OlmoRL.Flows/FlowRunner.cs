using OlmoRL.Actors.Hosting;
using OlmoRL.Evaluation;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Flows;

/// <summary>Sees what a flow does while it does it.</summary>
public interface IFlowView
{
    /// <summary>An evaluation begins; the result is told how many of <paramref name="total"/> problems are done.</summary>
    IProgress<int> BeginEvaluation(string stage, int total);

    /// <summary>A training run begins; the sinks are told each step's metrics.</summary>
    IReadOnlyList<IMetricSink> BeginRun(string stage, RlvrRecipe recipe);

    /// <summary>A stage ended, or was taken over from before.</summary>
    void EndStage(string stage, string summary);
}

/// <summary>What a flow left behind.</summary>
/// <param name="Completed">False when it was stopped on request.</param>
/// <param name="Evaluations">Of each evaluating stage, in order.</param>
/// <param name="LastRun">The folder of the last training stage, or null.</param>
/// <param name="ReportStage">Whether the flow asks for a report.</param>
public sealed record FlowOutcome(
    bool Completed, IReadOnlyList<(string Stage, EvaluationReport Report)> Evaluations, string? LastRun, bool ReportStage);

/// <summary>Runs the stages of a flow in order, each in its own folder below the flow's.</summary>
/// <remarks>Every stage's recipe and files are checked before the first stage starts.</remarks>
public sealed class FlowRunner
{
    private readonly FlowRecipe _flow;
    private readonly IReadOnlyList<string> _overrides;

    /// <summary>Loads a flow and checks all its stages.</summary>
    /// <param name="path">flow.toml.</param>
    /// <param name="overrides">`key=value` for the flow, `STAGE.key=value` for the recipe of a stage.</param>
    /// <exception cref="RecipeException">Something cannot be run.</exception>
    public FlowRunner(string path, IReadOnlyList<string> overrides)
    {
        _overrides = overrides;
        var names = RecipeLoader.Load<FlowRecipe>(path).Stage.Select(s => s.Name).ToHashSet();
        _flow = RecipeLoader.Load<FlowRecipe>(path, [.. overrides.Where(o => !names.Contains(o.Split('.')[0]))]);
        foreach (var stage in _flow.Stage)
            Check(stage);
    }

    /// <summary>The flow as it will run.</summary>
    public FlowRecipe Flow => _flow;

    /// <summary>The resolved recipes of the stages, by stage, as TOML.</summary>
    public IEnumerable<(string Stage, string Toml)> ResolvedStages() =>
        _flow.Stage.Where(s => s.Kind != StageKind.Report).Select(s => (s.Name, s.Kind switch
        {
            StageKind.Evaluate => RecipeWriter.ToToml(Evaluation(s)),
            _ => RecipeWriter.ToToml(Training(s)),
        }));

    /// <summary>Runs every stage; a resumed flow takes over what is finished and goes on where it stopped.</summary>
    public async Task<FlowOutcome> RunAsync(IFlowView view, bool resume, CancellationToken stop)
    {
        var directory = new RunDirectory(_flow.Directory);
        File.WriteAllText(Path.Combine(directory.Root, "flow.resolved.toml"), RecipeWriter.ToToml(_flow));
        var evaluations = new List<(string, EvaluationReport)>();
        string? lastRun = null;
        foreach (var stage in _flow.Stage)
        {
            if (stop.IsCancellationRequested)
                return new FlowOutcome(false, evaluations, lastRun, false);
            switch (stage.Kind)
            {
                case StageKind.Evaluate:
                    evaluations.Add((stage.Name, await EvaluateAsync(stage, view, resume).ConfigureAwait(false)));
                    break;
                case StageKind.Rlvr:
                    lastRun = Training(stage).Directory;
                    if (!await TrainAsync(stage, view, resume, stop).ConfigureAwait(false))
                        return new FlowOutcome(false, evaluations, lastRun, false);
                    break;
                default:
                    break;
            }
        }

        return new FlowOutcome(true, evaluations, lastRun, _flow.Stage.Any(s => s.Kind == StageKind.Report));
    }

    private async Task<EvaluationReport> EvaluateAsync(StageSpec stage, IFlowView view, bool resume)
    {
        var recipe = Evaluation(stage);
        var directory = new RunDirectory(recipe.Directory);
        var file = Path.Combine(directory.Root, "evaluation.json");
        EvaluationReport report;
        if (resume && File.Exists(file))
        {
            report = EvaluationReport.Read(file);
        }
        else
        {
            File.WriteAllText(directory.ResolvedRecipe, RecipeWriter.ToToml(recipe));
            var host = new EvaluationHost(recipe, stage.Recipe);
            var (sampled, greedy) = await host.RunAsync(view.BeginEvaluation(stage.Name, host.GroupCount)).ConfigureAwait(false);
            report = EvaluationSummary.Of(recipe, sampled, greedy);
            report.Write(file);
        }

        view.EndStage(stage.Name, string.Create(null,
            $"pass@1 {report.PassAt(1):P1}, greedy {report.GreedyAccuracy():P1}, parsable {report.ParsableShare():P1}"));
        return report;
    }

    private async Task<bool> TrainAsync(StageSpec stage, IFlowView view, bool resume, CancellationToken stop)
    {
        var recipe = Training(stage);
        var directory = new RunDirectory(recipe.Directory);
        if (resume && File.Exists(Path.Combine(directory.Root, "completed")))
        {
            view.EndStage(stage.Name, "taken over from before");
            return true;
        }

        File.Delete(Path.Combine(directory.Root, "completed"));
        var host = new RlvrHost(recipe, stage.Recipe);
        var outcome = await host.RunAsync(
            resume && directory.NewestSnapshot() is not null, view.BeginRun(stage.Name, recipe), stop).ConfigureAwait(false);
        if (outcome.Completed)
            File.WriteAllText(Path.Combine(directory.Root, "completed"), $"{outcome.Steps}\n");
        view.EndStage(stage.Name, $"{outcome.Steps} steps");
        return outcome.Completed;
    }

    private void Check(StageSpec stage)
    {
        // A stage that starts from an earlier one is checked with the recipe's own checkpoint: the earlier one is not there yet.
        switch (stage.Kind)
        {
            case StageKind.Evaluate:
                _ = new EvaluationHost(RecipeLoader.Load<EvaluateRecipe>(stage.Recipe, OverridesOf(stage)), stage.Recipe);
                break;
            case StageKind.Rlvr:
                _ = new RlvrHost(RecipeLoader.Load<RlvrRecipe>(stage.Recipe, OverridesOf(stage)), stage.Recipe);
                break;
            default:
                break;
        }
    }

    private EvaluateRecipe Evaluation(StageSpec stage)
    {
        var recipe = RecipeLoader.Load<EvaluateRecipe>(stage.Recipe, OverridesOf(stage));
        return recipe with { Directory = FolderOf(stage.Name), Checkpoint = CheckpointOf(stage) ?? recipe.Checkpoint };
    }

    private RlvrRecipe Training(StageSpec stage)
    {
        var recipe = RecipeLoader.Load<RlvrRecipe>(stage.Recipe, OverridesOf(stage));
        return recipe with { Directory = FolderOf(stage.Name), Checkpoint = CheckpointOf(stage) ?? recipe.Checkpoint };
    }

    private string FolderOf(string stage) => Path.Combine(_flow.Directory, stage);

    private string? CheckpointOf(StageSpec stage) =>
        stage.From.Length == 0 ? null : Path.Combine(FolderOf(stage.From), "checkpoints", "final");

    private string[] OverridesOf(StageSpec stage) =>
        [.. _overrides.Where(o => o.StartsWith(stage.Name + ".", StringComparison.Ordinal)).Select(o => o[(stage.Name.Length + 1)..])];
}
