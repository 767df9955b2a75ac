namespace OlmoRL.Batching;

/// <summary>Packs samples into rows of one length. Every sample lies in one row, whole; equal input gives an equal batch.</summary>
public static class SequencePacker
{
    /// <summary>Packs samples into rows of <paramref name="rowLength"/>.</summary>
    /// <exception cref="ArgumentException">A sample is longer than a row.</exception>
    public static PackedBatch Pack(IReadOnlyList<TrainingSample> samples, int rowLength, int padId)
    {
        var rows = RowFilling.Assign([.. samples.Select(s => s.TokenIds.Length)], rowLength);
        var trained = samples.Sum(s => s.Trained.Skip(1).Count(t => t));
        var batch = Empty(rows.Count, rowLength, trained, padId, samples.Sum(s => s.TokenIds.Length));
        var next = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            var column = row * rowLength;
            var document = 1L;
            foreach (var index in rows[row])
            {
                next = Place(batch, samples[index], index, column, document++, next);
                column += samples[index].TokenIds.Length;
            }
        }

        return batch;
    }

    private static PackedBatch Empty(int rows, int rowLength, int trained, int padId, int tokens)
    {
        var ids = new long[rows * rowLength];
        Array.Fill(ids, padId);
        return new PackedBatch
        {
            RowCount = rows,
            RowLength = rowLength,
            TokenIds = ids,
            Documents = new long[ids.Length],
            Positions = new long[ids.Length],
            Predictors = new long[trained],
            Targets = new long[trained],
            EngineLogProbs = new float[trained],
            Advantages = new float[trained],
            Responses = new int[trained],
            TokenCount = tokens,
        };
    }

    private static int Place(PackedBatch batch, TrainingSample sample, int index, int start, long document, int next)
    {
        for (var i = 0; i < sample.TokenIds.Length; i++)
        {
            batch.TokenIds[start + i] = sample.TokenIds[i];
            batch.Documents[start + i] = document;
            batch.Positions[start + i] = i;
            if (i == 0 || !sample.Trained[i])
                continue;
            batch.Predictors[next] = start + i - 1;
            batch.Targets[next] = sample.TokenIds[i];
            batch.EngineLogProbs[next] = sample.EngineLogProbs?[i] ?? 0f;
            batch.Advantages[next] = sample.Advantage;
            batch.Responses[next] = index;
            next++;
        }

        return next;
    }
}
