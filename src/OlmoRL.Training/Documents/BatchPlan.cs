using OlmoRL.Data.Mixtures;

namespace OlmoRL.Training.Documents;

/// <summary>Which places of the mixture's order each step trains on: a gapless prefix, so a step's number is all a resume needs.</summary>
public sealed class BatchPlan
{
    private readonly long[] _starts;

    private BatchPlan(IEnumerable<long> starts) => _starts = [.. starts];

    /// <summary>Steps of the run.</summary>
    public int StepCount => _starts.Length - 1;

    /// <summary>Batches of whole rows within a budget of tokens.</summary>
    /// <param name="rows">The mixture.</param>
    /// <param name="tokens">Of a batch.</param>
    /// <param name="steps">Steps; 0 ends with the step that completes the epochs.</param>
    /// <param name="epochs">Where <paramref name="steps"/> is 0.</param>
    public static BatchPlan ByTokens(DocumentMixture rows, long tokens, int steps, int epochs) =>
        Make(rows, first => rows.RowsWithin(first, tokens), steps, epochs);

    /// <summary>Batches of a number of rows.</summary>
    public static BatchPlan ByRows(DocumentMixture rows, int count, int steps, int epochs) =>
        Make(rows, _ => count, steps, epochs);

    /// <summary>The places of a step, counted from 0.</summary>
    public (long First, int Count) At(int step) => (_starts[step], (int)(_starts[step + 1] - _starts[step]));

    private static BatchPlan Make(DocumentMixture rows, Func<long, int> countFrom, int steps, int epochs)
    {
        var end = steps > 0 ? long.MaxValue : (long)rows.RowCount * epochs;
        List<long> starts = [0];
        while (steps > 0 ? starts.Count <= steps : starts[^1] < end)
            starts.Add(Math.Min(end, starts[^1] + countFrom(starts[^1])));
        return new BatchPlan(starts);
    }
}
