namespace OlmoRL.Batching;

/// <summary>Cuts a packed batch into micro-batches of rows of like length, each within a budget of tokens.</summary>
/// <remarks>
/// Rows are taken fullest first and cut to the fullest of their micro-batch, so that padding at the end of rows costs
/// nothing. Together they hold every token of the batch once.
/// </remarks>
public static class MicroBatches
{
    /// <summary>Micro-batches of at most <paramref name="tokenBudget"/> tokens, padding included, and at least one row.</summary>
    public static IReadOnlyList<PackedBatch> Split(PackedBatch batch, int tokenBudget)
    {
        int[] lengths = [.. Enumerable.Range(0, batch.RowCount).Select(batch.UsedLength)];
        var order = Enumerable.Range(0, batch.RowCount).OrderByDescending(r => lengths[r]).ToArray();
        List<PackedBatch> result = [];
        for (var first = 0; first < order.Length;)
        {
            var length = Math.Max(1, lengths[order[first]]);
            var count = Math.Clamp(tokenBudget / length, 1, order.Length - first);
            result.Add(batch.Take(order.AsSpan(first, count), length));
            first += count;
        }

        return result;
    }
}
