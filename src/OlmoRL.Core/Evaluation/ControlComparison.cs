using OlmoRL.Runs;

namespace OlmoRL.Evaluation;

/// <summary>One finished run under one reward.</summary>
/// <param name="Scorer">The reward, as recipes name it.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Directory">Of the run.</param>
/// <param name="After">Its end model on the held-out problems.</param>
public sealed record ControlCell(string Scorer, int Seed, string Directory, EvaluationReport After);

/// <summary>What one reward did, over its seeds, as shares of 1.</summary>
/// <param name="Scorer">The reward.</param>
/// <param name="Seeds">Runs.</param>
/// <param name="PassGain">pass@1 after, less before.</param>
/// <param name="GreedyGain">Greedy accuracy after, less before.</param>
/// <param name="ParsableGain">Correct among parsable after, less before.</param>
/// <param name="PValue">Of the pass@1 gain against evaluation noise.</param>
public sealed record ControlRow(
    string Scorer, int Seeds, Interval PassGain, Interval GreedyGain, Interval ParsableGain, double PValue);

/// <summary>Compares end models of several rewards with the start model, on the same problems.</summary>
public static class ControlComparison
{
    /// <summary>One row a scorer, in the order of the cells.</summary>
    public static IReadOnlyList<ControlRow> Rows(EvaluationReport start, IReadOnlyList<ControlCell> cells) =>
        [.. cells.GroupBy(c => c.Scorer).Select(g => Row(g.Key, start.Problems, [.. g.Select(c => c.After.Problems)]))];

    private static ControlRow Row(string scorer, IReadOnlyList<ProblemResult> start, IReadOnlyList<ProblemResult>[] ends)
    {
        if (ends.Any(e => !e.Select(p => p.Item).SequenceEqual(start.Select(p => p.Item))))
            throw new InvalidDataException($"{scorer}: a model was measured on other problems than the start model");
        var random = new SeedSequence(1).Stream($"control/{scorer}");
        double[] pass = [.. start.Select((p, i) => ends.Average(e => PassRate(e[i])) - PassRate(p))];
        return new ControlRow(scorer, ends.Length,
            Gain(p => PassRate(p), _ => 1), Gain(p => p.GreedyCorrect ? 1 : 0, _ => 1), Gain(p => p.Correct, p => p.Parsable),
            SignFlipTest.PValue(pass, random));

        Interval Gain(Func<ProblemResult, double> part, Func<ProblemResult, double> whole) =>
            CrossedBootstrap.Of(ends.Length, start.Count, (seeds, problems) =>
                seeds.Average(s => Ratio(ends[s], problems, part, whole)) - Ratio(start, problems, part, whole), random);
    }

    private static double PassRate(ProblemResult problem) => (double)problem.Correct / problem.Samples;

    private static double Ratio(
        IReadOnlyList<ProblemResult> results, int[] problems, Func<ProblemResult, double> part, Func<ProblemResult, double> whole)
    {
        double parts = 0, wholes = 0;
        foreach (var problem in problems)
        {
            parts += part(results[problem]);
            wholes += whole(results[problem]);
        }

        return parts / Math.Max(1, wholes);
    }
}
