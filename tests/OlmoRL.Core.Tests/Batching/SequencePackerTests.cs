using CsCheck;
using OlmoRL.Batching;

namespace OlmoRL.Core.Tests.Batching;

public sealed class SequencePackerTests
{
    private const int RowLength = 24;
    private const int Pad = -1;

    private static readonly Gen<TrainingSample[]> Samples =
        (from length in Gen.Int[1, RowLength]
         from ids in Gen.Int[0, 99].Array[length]
         from trained in Gen.Bool.Array[length]
         from logProbs in Gen.Float[-5, 0].Array[length]
         from advantage in Gen.Float[-1, 1]
         select new TrainingSample { TokenIds = ids, Trained = trained, EngineLogProbs = logProbs, Advantage = advantage }).Array[1, 20];

    [Fact]
    public void Every_sample_lies_whole_in_one_row_with_positions_from_zero() => Samples.Sample(samples =>
    {
        var batch = SequencePacker.Pack(samples, RowLength, Pad);

        var documents = Enumerable.Range(0, batch.RowCount * RowLength)
            .Where(i => batch.Documents[i] != 0)
            .GroupBy(i => (Row: i / RowLength, Document: batch.Documents[i]))
            .Select(d => d.ToArray()).ToArray();
        Assert.Equal(samples.Select(s => Text(s.TokenIds)).Order(), documents.Select(d => Text(d.Select(i => (int)batch.TokenIds[i]))).Order());
        Assert.All(documents, d => Assert.Equal(Enumerable.Range(0, d.Length).Select(p => (long)p), d.Select(i => batch.Positions[i])));
        Assert.Equal(samples.Sum(s => s.TokenIds.Length), batch.TokenCount);
    });

    [Fact]
    public void Every_trained_token_is_predicted_from_the_token_before_it() => Samples.Sample(samples =>
    {
        var batch = SequencePacker.Pack(samples, RowLength, Pad);

        var expected = samples.SelectMany((s, i) => Enumerable.Range(1, s.TokenIds.Length - 1).Where(p => s.Trained[p])
            .Select(p => (Response: i, Before: (long)s.TokenIds[p - 1], Target: (long)s.TokenIds[p], s.EngineLogProbs![p], s.Advantage)));
        var packed = Enumerable.Range(0, batch.Targets.Length).Select(i => (Response: batch.Responses[i],
            Before: batch.TokenIds[batch.Predictors[i]], Target: batch.Targets[i], batch.EngineLogProbs[i], batch.Advantages[i]));
        Assert.Equal(expected.Order(), packed.Order());
    });

    [Fact]
    public void Micro_batches_hold_together_what_the_batch_holds() => (from samples in Samples from rows in Gen.Int[1, 4] select (samples, rows))
        .Sample(t =>
        {
            var batch = SequencePacker.Pack(t.samples, RowLength, Pad);

            PackedBatch[] parts = [.. Enumerable.Range(0, (batch.RowCount + t.rows - 1) / t.rows)
                .Select(i => batch.Rows(i * t.rows, Math.Min(t.rows, batch.RowCount - i * t.rows)))];

            Assert.Equal(batch.TokenIds, parts.SelectMany(p => p.TokenIds));
            Assert.Equal(batch.TokenCount, parts.Sum(p => p.TokenCount));
            Assert.Equal(batch.Targets.Zip(batch.Responses).Order(), parts.SelectMany(p => p.Targets.Zip(p.Responses)).Order());
        });

    [Fact]
    public void A_sample_longer_than_a_row_is_refused() =>
        Assert.Throws<ArgumentException>(() => SequencePacker.Pack(
            [new TrainingSample { TokenIds = new int[RowLength + 1], Trained = new bool[RowLength + 1] }], RowLength, Pad));

    private static string Text(IEnumerable<int> ids) => string.Join(' ', ids);
}
