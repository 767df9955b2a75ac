using OlmoRL.Batching;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Optimization;
using OlmoRL.Training.Tests.Fakes;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests;

public sealed class BatchingParityTests
{
    private const double RelativeTolerance = 1e-5;

    [Fact]
    public void Packed_rows_give_the_gradient_of_unpacked_samples() =>
        AssertClose(
            Gradient([SequencePacker.Pack(TinyModel.Samples(12), 64, 0)]),
            Gradient([.. TinyModel.Samples(12).Select(s => SequencePacker.Pack([s], s.TokenIds.Length, 0))]));

    [Fact]
    public void Accumulated_micro_batches_give_the_gradient_of_one_big_batch()
    {
        var whole = SequencePacker.Pack(TinyModel.Samples(12), 40, 0);

        AssertClose(Gradient([whole]), Gradient([.. Enumerable.Range(0, whole.RowCount).Select(r => whole.Rows(r, 1))]));
    }

    [Fact]
    public void Padding_changes_nothing() =>
        AssertClose(
            Gradient([SequencePacker.Pack(TinyModel.Samples(5), 27, 0)]),
            Gradient([SequencePacker.Pack(TinyModel.Samples(5), 61, 0)]));

    [Fact]
    public void A_learners_step_does_not_depend_on_the_rows_of_a_micro_batch()
    {
        AssertClose(After(rowsPerMicroBatch: 1), After(rowsPerMicroBatch: 100));

        static float[] After(int rowsPerMicroBatch)
        {
            using var model = TinyModel.Create();
            var before = TinyModel.Flatten(model);
            using var learner = new GrpoLearner(
                model, new GrpoOptions { RowsPerMicroBatch = rowsPerMicroBatch, GradientLimit = 1e9 }, new AdamWOptions { Epsilon = 1 });
            _ = learner.Step([SequencePacker.Pack(TinyModel.Samples(12), 40, 0)], 1.0);
            return [.. TinyModel.Flatten(model).Zip(before, (a, b) => a - b)];
        }
    }

    /// <summary>Gradient of the clipped surrogate over all batches, with one denominator.</summary>
    private static float[] Gradient(PackedBatch[] batches)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        _ = model.Weights.RequireGradients();
        var loss = new ClippedSurrogateLoss(new ClippedSurrogateOptions());
        var denominator = batches.Sum(b => b.Targets.Length);
        foreach (var batch in batches)
        {
            var (logProbs, _) = PolicyForward.LogProbs(model, batch, 1.0);
            loss.Compute(logProbs, logProbs.detach(), tensor(batch.EngineLogProbs), tensor(batch.Advantages), denominator).Loss.backward();
        }

        return [.. model.Weights.All.SelectMany(t => t.grad!.data<float>().ToArray())];
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        var norm = Math.Sqrt(expected.Sum(v => (double)v * v));
        var difference = Math.Sqrt(expected.Zip(actual, (a, b) => (double)(a - b) * (a - b)).Sum());
        Assert.True(norm > 0);
        Assert.True(difference <= RelativeTolerance * norm, $"differs by {difference / norm:E2} of the norm");
    }
}
