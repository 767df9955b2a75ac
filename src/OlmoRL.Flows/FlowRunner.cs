using OlmoRL.Evaluation;
using OlmoRL.Flows.Stages;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Flows;

/// <summary>Runs the stages of a flow in order, each in its own folder below the flow's.</summary>
/// <remarks>
/// Every stage's recipe and files are checked before the first stage starts. A stage whose recipe and inputs have the
/// digest that its folder was made from is taken over when it had ended, and goes on where it stopped when it had not.
/// </remarks>
public sealed class FlowRunner
{
    /// <summary>The flow as it ran, in its folder.</summary>
    public const string ResolvedFile = "flow.resolved.toml";

    /// <summary>Loads a flow and checks all its stages.</summary>
    /// <param name="path">flow.toml.</param>
    /// <param name="overrides">`key=value` for the flow, `STAGE.key=value` for the recipe of a stage.</param>
    /// <exception cref="RecipeException">Something cannot be run.</exception>
    public FlowRunner(string path, IReadOnlyList<string> overrides)
    {
        // The folder and the base decide which stages there are, so they are taken before the stages' own values are told apart.
        var names = RecipeLoader.Load<FlowRecipe>(path, [.. overrides.Where(o => !o.Split('=')[0].Contains('.', StringComparison.Ordinal))]).Stage.Select(s => s.Name).ToHashSet();
        var loaded = RecipeLoader.Load<FlowRecipe>(path, [.. overrides.Where(o => !names.Contains(o.Split('.')[0]))]);
        Flow = loaded with
        {
            Stage = [.. loaded.Stage.Select(s => s with { Set = [.. s.Set, .. OverridesOf(s.Name, overrides)] })],
        };
        foreach (var stage in Flow.Stage)
            FlowStages.Create(Flow, stage)?.Check();
    }

    /// <summary>The flow as it will run.</summary>
    public FlowRecipe Flow { get; }

    /// <summary>The resolved recipes of the stages, by stage, as TOML.</summary>
    public IEnumerable<(string Stage, string Toml)> ResolvedStages() =>
        Flow.Stage.Select(s => (s.Name, Stage: FlowStages.Create(Flow, s))).Where(s => s.Stage is not null).Select(s => (s.Name, s.Stage!.Toml));

    /// <summary>Runs every stage that is not already there.</summary>
    public async Task<FlowOutcome> RunAsync(IFlowView view, CancellationToken stop)
    {
        var directory = new RunDirectory(Flow.Directory);
        await File.WriteAllTextAsync(Path.Combine(directory.Root, ResolvedFile), RecipeWriter.ToToml(Flow), CancellationToken.None).ConfigureAwait(false);
        var evaluations = new List<(string, EvaluationReport)>();
        string? lastRun = null;
        foreach (var spec in Flow.Stage)
        {
            if (stop.IsCancellationRequested)
                return new FlowOutcome(false, evaluations, lastRun, false);
            if (FlowStages.Create(Flow, spec) is not { } stage)
                continue;
            if (spec.Kind == StageKind.Rlvr)
                lastRun = Flow.FolderOf(spec.Name);
            var outcome = await RunAsync(spec, stage, view, stop).ConfigureAwait(false);
            view.EndStage(spec.Name, outcome.Summary);
            if (outcome.Evaluation is { } evaluation)
                evaluations.Add((spec.Name, evaluation));
            if (!outcome.Completed)
                return new FlowOutcome(false, evaluations, lastRun, false);
        }

        return new FlowOutcome(true, evaluations, lastRun, Flow.Stage.Any(s => s.Kind == StageKind.Report));
    }

    private async Task<StageOutcome> RunAsync(StageSpec spec, IFlowStage stage, IFlowView view, CancellationToken stop)
    {
        var folder = new RunDirectory(Flow.FolderOf(spec.Name)).Root;
        var digest = StageState.DigestOf(spec.Kind, stage, folder);
        var before = StageState.Read(folder);
        if (before == new StageState(digest, Completed: true) && stage.Recall() is { } recalled)
            return recalled;

        // The state says "begun" before the first byte of this digest is written, and "completed" after the last.
        new StageState(digest, Completed: false).Write(folder);
        var outcome = await stage.RunAsync(view, resume: before?.Digest == digest, stop).ConfigureAwait(false);
        if (outcome.Completed)
            new StageState(digest, Completed: true).Write(folder);
        return outcome;
    }

    private static IEnumerable<string> OverridesOf(string stage, IReadOnlyList<string> overrides) =>
        overrides.Where(o => o.StartsWith(stage + ".", StringComparison.Ordinal)).Select(o => o[(stage.Length + 1)..]);
}
