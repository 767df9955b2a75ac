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

    /// <summary>Rows [first, first + count) as a batch of their own: a micro-batch.</summary>
    public PackedBatch Rows(int first, int count)
    {
        long begin = (long)first * RowLength, end = begin + (long)count * RowLength;
        var kept = Enumerable.Range(0, Predictors.Length)
            .Where(i => Predictors[i] >= begin && Predictors[i] < end).ToArray();
        var range = (int)begin..(int)end;
        var documents = Documents[range];
        return this with
        {
            RowCount = count,
            TokenIds = TokenIds[range],
            Documents = documents,
            Positions = Positions[range],
            Predictors = [.. kept.Select(i => Predictors[i] - begin)],
            Targets = [.. kept.Select(i => Targets[i])],
            EngineLogProbs = [.. kept.Select(i => EngineLogProbs[i])],
            Advantages = [.. kept.Select(i => Advantages[i])],
            Responses = [.. kept.Select(i => Responses[i])],
            TokenCount = documents.Count(d => d != 0),
        };
    }
}
