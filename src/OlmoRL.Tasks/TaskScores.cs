using OlmoRL.Evaluation;
using OlmoRL.Runs;
using OlmoRL.Verification.Instructions;

namespace OlmoRL.Tasks;

/// <summary>Counts graded predictions.</summary>
public static class TaskScores
{
    /// <summary>The report of a task. Intervals are of a bootstrap over problems and, with several seeds, over those too.</summary>
    /// <param name="predictions">Graded, at least one of each problem.</param>
    public static TaskReport Of(EvaluationTask task, IReadOnlyList<TaskProblem> problems, IReadOnlyList<Prediction> predictions)
    {
        var random = new SeedSequence(1).Stream("evaluation");
        var byItem = predictions.ToLookup(p => p.Item);
        int[] seeds = [.. predictions.Select(p => p.Seed).Distinct().Order()];
        // Rates by seed and problem; null where every grading failed.
        double?[][] rates = [.. seeds.Select(s => problems.Select(p => Rate(byItem[p.Item].Where(x => x.Seed == s), x => x.Solved ? 1 : 0)).ToArray())];
        double[] bySeed = [.. rates.Select(r => r.Average() ?? 0)];
        return new TaskReport
        {
            Task = task.Name,
            Title = task.Recipe.Title,
            Problems = problems.Count,
            Samples = predictions.Count / problems.Count,
            Figures = [.. Passes(task, problems, byItem, rates, random), .. Scores(problems, byItem, random), .. Instructions(task, predictions, random)],
            BySeed = bySeed,
            SeedDeviation = seeds.Length > 1 ? Math.Sqrt(bySeed.Sum(s => Math.Pow(s - bySeed.Average(), 2)) / (seeds.Length - 1)) : null,
            PromptTokens = predictions.Sum(p => (long)p.PromptTokens),
            CompletionTokens = predictions.Sum(p => (long)p.CompletionTokens),
            Truncated = predictions.Count(p => p.Finish == "length"),
            Failed = predictions.Count(p => p.Score is null),
        };
    }

    private static IEnumerable<TaskFigure> Passes(
        EvaluationTask task, IReadOnlyList<TaskProblem> problems, ILookup<string, Prediction> byItem, double?[][] rates, Random random)
    {
        foreach (var k in task.Recipe.PassAt)
        {
            if (k == 1)
            {
                yield return new TaskFigure("pass@1", CrossedBootstrap.Of(rates.Length, problems.Count,
                    (seeds, drawn) => seeds.SelectMany(s => drawn.Select(p => rates[s][p])).Average() ?? 0, random));
                continue;
            }

            double[] estimates = [.. problems.Select(p => byItem[p.Item].Where(x => x.Score is not null).ToArray())
                .Where(graded => graded.Length >= k).Select(graded => PassAtK.Estimate(graded.Length, graded.Count(x => x.Solved), k))];
            if (estimates.Length > 0)
                yield return new TaskFigure($"pass@{k}", Bootstrap.Mean(estimates, random));
        }
    }

    /// <summary>The mean score, where scores are not only 0 and 1.</summary>
    private static IEnumerable<TaskFigure> Scores(IReadOnlyList<TaskProblem> problems, ILookup<string, Prediction> byItem, Random random)
    {
        if (byItem.SelectMany(p => p).All(p => p.Score is null or 0 or 1))
            yield break;
        double[] means = [.. problems.Select(p => Rate(byItem[p.Item], x => x.Score ?? 0)).OfType<double>()];
        yield return new TaskFigure("score", Bootstrap.Mean(means, random));
    }

    private static IEnumerable<TaskFigure> Instructions(EvaluationTask task, IReadOnlyList<Prediction> predictions, Random random)
    {
        if (!task.Recipe.Instructions)
            yield break;
        InstructionVerdicts[] verdicts = [.. predictions.Where(p => p.Strict is not null).Select(p => new InstructionVerdicts(p.Strict!, p.Loose!))];
        foreach (var (name, figure) in ((string, Func<InstructionAccuracy, double>)[])
            [("prompts strict", a => a.PromptStrict), ("instructions strict", a => a.InstructionStrict), ("prompts loose", a => a.PromptLoose), ("instructions loose", a => a.InstructionLoose)])
        {
            yield return new TaskFigure(name, CrossedBootstrap.Of(1, verdicts.Length,
                (_, drawn) => figure(InstructionAccuracy.Of([.. drawn.Select(i => verdicts[i])])), random));
        }
    }

    private static double? Rate(IEnumerable<Prediction> predictions, Func<Prediction, double> value) =>
        predictions.Where(p => p.Score is not null).Select(p => (double?)value(p)).Average();
}
