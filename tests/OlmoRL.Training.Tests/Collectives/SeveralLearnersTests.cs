using OlmoRL.Batching;
using OlmoRL.Objectives;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Optimization;
using OlmoRL.Training.Tests.Fakes;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Collectives;

public sealed class SeveralLearnersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Theory]
    [InlineData(2, LossDenominator.Token)]
    [InlineData(2, LossDenominator.Sequence)]
    [InlineData(3, LossDenominator.Token)]
    [InlineData(9, LossDenominator.Token)] // more learners than micro-batches
    public void Several_learners_take_the_steps_of_one(int count, LossDenominator denominator)
    {
        var options = Options(denominator);
        var (one, alone) = Train(options, 1, steps: 3);
        var (several, together) = Train(options, count, steps: 3);

        var size = one.Max(Math.Abs);
        Assert.All(one.Zip(several), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * size));
        foreach (var (expected, actual) in alone.Zip(together))
        {
            Assert.Equal(expected.Loss, actual.Loss, 1e-6);
            Assert.Equal(expected.GradientNorm, actual.GradientNorm, 1e-5 * expected.GradientNorm);
            Assert.Equal(expected.Metrics.Keys.Order(), actual.Metrics.Keys.Order());
            Assert.All(expected.Metrics, m => Assert.Equal(m.Value, actual.Metrics[m.Key], 1e-5));
        }
    }

    [Fact]
    public void Each_keeps_its_share_of_the_moments()
    {
        var whole = StateBytes(1);

        Assert.All(Enumerable.Range(0, 2), rank => Assert.InRange((double)StateBytes(2, rank) / whole, 0, 0.55));
        Assert.Equal(whole, StateBytes(2, 0) + StateBytes(2, 1));
    }

    [Fact]
    public void A_snapshot_of_two_learners_is_resumed_by_one_or_three_as_if_nothing_had_been()
    {
        var options = Options(LossDenominator.Token);
        var (uninterrupted, _) = Train(options, 1, steps: 4);
        _ = Train(options, 2, steps: 2, saveTo: _folder);

        var size = uninterrupted.Max(Math.Abs);
        foreach (var count in (int[])[1, 3])
        {
            var (resumed, _) = Train(options, count, steps: 2, resumeFrom: _folder);
            Assert.All(uninterrupted.Zip(resumed), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * size));
        }
    }

    [Fact]
    public void An_update_that_is_skipped_is_kept_with_the_log_probs_of_all()
    {
        var options = Options(LossDenominator.Token) with { Optimizer = new ModelOptimizerOptions { SkipSigmas = 1e-9, SkipWindow = 2 } };
        var (alone, together) = (Skipped(options, 1), Skipped(options, 2));

        Assert.NotEmpty(alone);
        Assert.Equal(alone.Count, together.Count);
        foreach (var (expected, actual) in alone.Zip(together))
            Assert.All(expected.OldLogProbs.Zip(actual.OldLogProbs), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static GrpoOptions Options(LossDenominator denominator) => new()
    {
        Loss = PolicyLosses.Create("clipped_surrogate", new ClipOptions(), "."),
        Denominator = denominator,
        MicroBatchTokens = 64,
        Kl = new KlOptions { Beta = 0.05 },
    };

    /// <summary>The leader's weights and results; the others run on threads of their own until it is disposed.</summary>
    private static (float[] Weights, List<StepResult> Results) Train(
        GrpoOptions options, int count, int steps, string? resumeFrom = null, string? saveTo = null)
    {
        List<StepResult> results = [];
        float[] weights = [];
        Together(options, count, resumeFrom, leader =>
        {
            for (var step = 0; step < steps; step++)
                results.Add(leader.Step([Batch(leader.StepCount), Batch(leader.StepCount + 1)], 1e-2));
            if (saveTo is not null)
                TrainStateStore.Save(saveTo, leader);
            weights = TinyModel.Flatten(leader.Model);
        });
        return (weights, results);
    }

    private static List<SkippedUpdate> Skipped(GrpoOptions options, int count)
    {
        List<SkippedUpdate> skipped = [];
        Together(options, count, null, leader =>
        {
            leader.OnSkipped = skipped.Add;
            for (var step = 0; step < 3; step++)
                _ = leader.Step([Batch(step), Batch(step + 1)], 1e-1);
        });
        return skipped;
    }

    private static void Together(GrpoOptions options, int count, string? resumeFrom, Action<GrpoLearner> lead)
    {
        var collectives = ThreadCollective.Make(count);
        var threads = collectives.Skip(1).Select(collective => new Thread(() =>
        {
            using var model = TinyModel.Create();
            using var learner = new GrpoLearner(model, options, collective);
            if (resumeFrom is not null)
                TrainStateStore.Load(resumeFrom, learner);
            learner.Serve();
        })).ToList();
        threads.ForEach(t => t.Start());
        using (var model = TinyModel.Create())
        using (var leader = new GrpoLearner(model, options, count == 1 ? null : collectives[0]))
        {
            if (resumeFrom is not null)
                TrainStateStore.Load(resumeFrom, leader);
            using var scope = NewDisposeScope();
            lead(leader);
        }

        threads.ForEach(t => t.Join());
        collectives[0].Dispose();
    }

    private static long StateBytes(int count, int rank = 0)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        using var optimizer = new AdamW(model.Weights.All, [], new AdamWOptions(), new Training.Collectives.Shard(rank, count));
        return optimizer.StateBytes;
    }

    private static PackedBatch Batch(int index) => SequencePacker.Pack([.. TinyModel.Samples(24).Skip(6 * (index % 3)).Take(10)], 32, 0);
}
