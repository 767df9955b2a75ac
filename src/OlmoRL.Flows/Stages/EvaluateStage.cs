using OlmoRL.Actors.Hosting;
using OlmoRL.Evaluation;
using OlmoRL.Recipes;

namespace OlmoRL.Flows.Stages;

/// <summary>Measures a checkpoint.</summary>
internal sealed class EvaluateStage(StageContext context) : RecipeStage<EvaluateRecipe>(context)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [Recipe.Checkpoint, .. FilesOf(Recipe.Data, Recipe.Reward)];

    private string ReportFile => Path.Combine(Context.Folder, "evaluation.json");

    /// <inheritdoc/>
    public override StageOutcome? Recall() =>
        File.Exists(ReportFile) ? Outcome(EvaluationReport.Read(ReportFile)) : null;

    /// <inheritdoc/>
    public override async Task<StageOutcome> RunAsync(IFlowView view, bool resume, CancellationToken stop)
    {
        await File.WriteAllTextAsync(Directory.ResolvedRecipe, Toml, CancellationToken.None).ConfigureAwait(false);
        var host = new EvaluationHost(Recipe, Context.RecipePath);
        var (sampled, greedy) = await host.RunAsync(view.BeginCount(Context.Name, host.GroupCount, "problems")).ConfigureAwait(false);
        var report = EvaluationSummary.Of(Recipe, sampled, greedy);
        report.Write(ReportFile);
        return Outcome(report);
    }

    /// <inheritdoc/>
    protected override void Open(EvaluateRecipe recipe) => EvaluationHost.Check(recipe, Context.RecipePath);

    private static StageOutcome Outcome(EvaluationReport report) => new(true, string.Create(null,
        $"pass@1 {report.PassAt(1):P1}, greedy {report.GreedyAccuracy():P1}, parsable {report.ParsableShare():P1}"), report);
}
