using System.Globalization;
using System.Text;
using OlmoRL.Evaluation;
using OlmoRL.Runs;

namespace OlmoRL.Reporting;

/// <summary>An evaluation within a flow.</summary>
public sealed record NamedEvaluation(string Stage, EvaluationReport Report);

/// <summary>A row of the final table: a figure before and after, and the difference with its interval.</summary>
public sealed record ComparisonRow(string Figure, Interval Before, Interval After, Interval Difference);

/// <summary>Writes report.md and its picture for a flow that measures, trains, and measures again.</summary>
public static class FlowReport
{
    private const long BootstrapSeed = 20_25;

    /// <summary>First against last evaluation, paired by problem.</summary>
    public static IReadOnlyList<ComparisonRow> Compare(EvaluationReport before, EvaluationReport after)
    {
        ComparisonRow Row(string figure, Func<ProblemResult, double> of)
        {
            var random = new SeedSequence(BootstrapSeed).Stream(figure);
            double[] b = [.. before.Problems.Select(of)], a = [.. after.Problems.Select(of)];
            return new ComparisonRow(
                figure, Bootstrap.Mean(b, random), Bootstrap.Mean(a, random), Bootstrap.PairedDifference(b, a, random));
        }

        List<ComparisonRow> rows = [Row("pass@1", p => (double)p.Correct / p.Samples)];
        if (before.Problems.All(p => p.Samples >= 8))
            rows.Add(Row("pass@8", p => PassAtK.Estimate(p.Samples, p.Correct, 8)));
        rows.Add(Row("greedy", p => p.GreedyCorrect ? 1 : 0));
        rows.Add(Row("parsable", p => (double)p.Parsable / p.Samples));
        return rows;
    }

    /// <summary>Writes report.md and learning-curve.png into a folder.</summary>
    public static void Write(string folder, IReadOnlyList<NamedEvaluation> evaluations, RunDirectory? run)
    {
        var text = new StringBuilder("# Report\n\n");
        if (evaluations.Count > 0)
            AppendEvaluations(text, evaluations);
        if (run is not null && File.Exists(run.Metrics))
            AppendRun(text, folder, run);
        File.WriteAllText(Path.Combine(folder, "report.md"), text.ToString());
    }

    private static void AppendEvaluations(StringBuilder text, IReadOnlyList<NamedEvaluation> evaluations)
    {
        _ = text.Append("## Held-out problems\n\n| stage | pass@1 | pass@8 | greedy | parsable | correct among parsable |\n|---|---|---|---|---|---|\n");
        foreach (var (stage, report) in evaluations)
        {
            var passAt8 = report.Problems.All(p => p.Samples >= 8) ? Percent(report.PassAt(8)) : "";
            _ = text.Append(CultureInfo.InvariantCulture,
                $"| {stage} | {Percent(report.PassAt(1))} | {passAt8} | {Percent(report.GreedyAccuracy())} | {Percent(report.ParsableShare())} | {Percent(report.CorrectAmongParsable())} |\n");
        }

        var (first, last) = (evaluations[0], evaluations[^1]);
        if (evaluations.Count < 2)
            return;
        _ = text.Append(CultureInfo.InvariantCulture,
            $"\n{last.Stage} against {first.Stage}, {first.Report.Problems.Count} problems of the {first.Report.Split} split, {first.Report.Problems[0].Samples} samples each; 95 % intervals by bootstrap over problems, differences paired.\n\n| figure | {first.Stage} | {last.Stage} | difference |\n|---|---|---|---|\n");
        foreach (var row in Compare(first.Report, last.Report))
            _ = text.Append(CultureInfo.InvariantCulture, $"| {row.Figure} | {Show(row.Before)} | {Show(row.After)} | {Show(row.Difference)} |\n");
    }

    private static void AppendRun(StringBuilder text, string folder, RunDirectory run)
    {
        var history = new MetricsHistory(run.Metrics);
        LearningCurve.Write(history, Path.Combine(folder, "learning-curve.png"));
        _ = text.Append(CultureInfo.InvariantCulture, $"\n## The run\n\n![learning curve](learning-curve.png)\n\n{history.StepCount} steps in {run.Root}. Names are explained in docs/metrics.md.\n\n| metric | mean over steps | largest |\n|---|---|---|\n");
        foreach (var name in history.Names)
            _ = text.Append(CultureInfo.InvariantCulture, $"| {name} | {history.Mean(name):G4} | {history.Max(name):G4} |\n");
        _ = text.Append("\n## A completion that more than one policy version sampled\n\n")
            .Append(MultiVersionSample.Find(run.Rollouts) ?? "None: every trained completion was sampled by one version.\n");
    }

    /// <summary>Percent with its interval.</summary>
    internal static string Show(Interval interval) => string.Create(CultureInfo.InvariantCulture,
        $"{100 * interval.Estimate:F1} [{100 * interval.Low:F1}, {100 * interval.High:F1}]");

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1}");
}
