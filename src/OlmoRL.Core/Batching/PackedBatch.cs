namespace OlmoRL.Batching;

/// <summary>Samples laid into rows of one length, and the list of trained tokens with all that a loss needs.</summary>
/// <remarks>
/// Rows feed the forward pass; losses only see the trained tokens, as flat arrays of one length. A trained token is
/// predicted at the position before it, so its predictor is an index into the flattened rows.
/// </remarks>
public sealed record PackedBatch
{
    /// <summary>Rows.</summary>
    public required int RowCount { get; init; }

    /// <summary>Tokens a row holds.</summary>
    public required int RowLength { get; init; }

    /// <summary>[rows * rowLength]; padding is the pad id.</summary>
    public required long[] TokenIds { get; init; }

    /// <summary>Document of each token, from 1 within a row; 0 is padding. [rows * rowLength]</summary>
    public required long[] Documents { get; init; }

    /// <summary>Position within the document, [rows * rowLength].</summary>
    public required long[] Positions { get; init; }

    /// <summary>Where the hidden state that predicts a trained token lies: row * rowLength + column. [trained]</summary>
    public required long[] Predictors { get; init; }

    /// <summary>The token to predict, [trained].</summary>
    public required long[] Targets { get; init; }

    /// <summary>Log-prob under the engine, [trained]; zeros in supervised training.</summary>
    public required float[] EngineLogProbs { get; init; }

    /// <summary>[trained]</summary>
    public required float[] Advantages { get; init; }

    /// <summary>Index of the sample each trained token is of, [trained].</summary>
    public required int[] Responses { get; init; }

    /// <summary>Tokens that are no padding.</summary>
    public required int TokenCount { get; init; }

    /// <summary>Share of the rows' capacity that holds real tokens.</summary>
    public double Efficiency => (double)TokenCount / Math.Max(1, RowCount * RowLength);

    /// <summary>Columns of a row up to its last real token.</summary>
    public int UsedLength(int row) => Documents.AsSpan(row * RowLength, RowLength).LastIndexOfAnyExcept(0L) + 1;

    /// <summary>Rows [first, first + count) as a batch of their own.</summary>
    public PackedBatch Rows(int first, int count) => Take([.. Enumerable.Range(first, count)], RowLength);

    /// <summary>Some rows, cut to a length, as a batch of their own.</summary>
    /// <param name="rows">Indices, in the order they shall have.</param>
    /// <param name="rowLength">At least the used length of each.</param>
    public PackedBatch Take(ReadOnlySpan<int> rows, int rowLength)
    {
        var placeOf = new Dictionary<long, long>();
        var (ids, documents, positions) = (new long[rows.Length * rowLength], new long[rows.Length * rowLength], new long[rows.Length * rowLength]);
        for (var i = 0; i < rows.Length; i++)
        {
            placeOf[rows[i]] = i;
            int from = rows[i] * RowLength, to = i * rowLength;
            TokenIds.AsSpan(from, rowLength).CopyTo(ids.AsSpan(to));
            Documents.AsSpan(from, rowLength).CopyTo(documents.AsSpan(to));
            Positions.AsSpan(from, rowLength).CopyTo(positions.AsSpan(to));
        }

        int[] kept = [.. Enumerable.Range(0, Predictors.Length).Where(i => placeOf.ContainsKey(Predictors[i] / RowLength))];
        return new PackedBatch
        {
            RowCount = rows.Length,
            RowLength = rowLength,
            TokenIds = ids,
            Documents = documents,
            Positions = positions,
            Predictors = [.. kept.Select(i => placeOf[Predictors[i] / RowLength] * rowLength + Predictors[i] % RowLength)],
            Targets = [.. kept.Select(i => Targets[i])],
            EngineLogProbs = [.. kept.Select(i => EngineLogProbs[i])],
            Advantages = [.. kept.Select(i => Advantages[i])],
            Responses = [.. kept.Select(i => Responses[i])],
            TokenCount = documents.Length - documents.AsSpan().Count(0L),
        };
    }
}
