using OlmoRL.Evaluation;
using OlmoRL.Runs;

namespace OlmoRL.Tasks;

/// <summary>Two evaluations of one task, problem by problem.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Problems">Problems graded in both.</param>
/// <param name="Before">pass@1 of the first.</param>
/// <param name="After">pass@1 of the second.</param>
/// <param name="Difference">Second less first, with a bootstrap over problems, both drawn together.</param>
/// <param name="PValue">Of a paired permutation test, two-sided.</param>
public sealed record TaskComparison(string Task, int Problems, double Before, double After, Interval Difference, double PValue)
{
    /// <summary>Compares stored evaluations.</summary>
    /// <exception cref="InvalidDataException">They were asked other problems.</exception>
    public static TaskComparison Of(TaskFiles before, TaskFiles after)
    {
        var (first, second) = (Rates(before), Rates(after));
        if (!first.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(second.Keys))
            throw new InvalidDataException($"{before.Folder} and {after.Folder} answer other problems (allowed: two evaluations of the same ones)");
        string[] items = [.. first.Keys.Where(i => first[i] is not null && second[i] is not null)];
        double[] b = [.. items.Select(i => first[i]!.Value)], a = [.. items.Select(i => second[i]!.Value)];
        var random = new SeedSequence(1).Stream("comparison");
        return new TaskComparison(Path.GetFileName(before.Folder), items.Length, b.Average(), a.Average(),
            Bootstrap.PairedDifference(b, a, random), SignFlipTest.PValue([.. a.Zip(b, (x, y) => x - y)], random));
    }

    private static Dictionary<string, double?> Rates(TaskFiles files) => files.ReadPredictions().GroupBy(p => p.Item, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Where(p => p.Score is not null).Select(p => (double?)(p.Solved ? 1 : 0)).Average(), StringComparer.Ordinal);
}
