using CsCheck;
using OlmoRL.Batching;

namespace OlmoRL.Core.Tests.Batching;

public sealed class MicroBatchesTests
{
    private static readonly Gen<TrainingSample[]> Samples =
        (from length in Gen.Int[1, 24]
         from ids in Gen.Int[1, 99].Array[length]
         select new TrainingSample { TokenIds = ids, Trained = [.. ids.Select(i => i % 3 > 0)] }).Array[1, 20];

    [Fact]
    public void They_hold_every_trained_token_once_with_its_predictor_and_keep_the_budget() =>
        Gen.Select(Samples, Gen.Int[1, 120]).Sample((samples, budget) =>
        {
            var batch = SequencePacker.Pack(samples, 24, 0);

            var parts = MicroBatches.Split(batch, budget);

            Assert.Equal(batch.TokenCount, parts.Sum(p => p.TokenCount));
            Assert.Equal(Trained(batch), parts.SelectMany(Trained).Order());
            Assert.All(parts, p => Assert.True(p.RowCount == 1 || p.RowCount * p.RowLength <= budget));
            Assert.All(parts, p => Assert.Contains(Enumerable.Range(0, p.RowCount), r => p.UsedLength(r) == p.RowLength));
        });

    private static IEnumerable<(int Response, long Before, long Target)> Trained(PackedBatch batch) =>
        Enumerable.Range(0, batch.Targets.Length)
            .Select(i => (batch.Responses[i], batch.TokenIds[batch.Predictors[i]], batch.Targets[i])).Order();
}
