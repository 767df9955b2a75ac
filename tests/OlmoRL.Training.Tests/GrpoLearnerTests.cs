using OlmoRL.Batching;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Optimization;
using OlmoRL.Training.Tests.Fakes;
using TorchSharp;

namespace OlmoRL.Training.Tests;

public sealed class GrpoLearnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public void A_single_mini_batch_is_on_policy_and_a_second_is_not()
    {
        using var model = TinyModel.Create();
        using var learner = new GrpoLearner(model, new GrpoOptions());

        var one = learner.Step([Batch(0)], 1e-2);
        var two = learner.Step([Batch(0), Batch(1)], 1e-2);

        Assert.Equal(1.0, one.Metrics["policy/ratio_mean"], 6);
        Assert.Equal(0.0, one.Metrics["policy/clip_share"]);
        Assert.NotEqual(1.0, two.Metrics["policy/ratio_mean"], 6);
        Assert.Equal(3, learner.Optimizer.StepCount);
    }

    [Fact]
    public void A_restored_learner_goes_on_bit_for_bit()
    {
        using var whole = TinyModel.Create();
        using var uninterrupted = new GrpoLearner(whole, new GrpoOptions());
        for (var i = 0; i < 4; i++)
        {
            if (i == 2)
                TrainStateStore.Save(_folder, uninterrupted);
            _ = uninterrupted.Step([Batch(i % 2)], 1e-3);
        }

        using var model = TinyModel.Create();
        using var resumed = new GrpoLearner(model, new GrpoOptions());
        TrainStateStore.Load(_folder, resumed);
        for (var i = 2; i < 4; i++)
            _ = resumed.Step([Batch(i % 2)], 1e-3);

        Assert.Equal(TinyModel.Flatten(whole), TinyModel.Flatten(model));
        Assert.Equal(4, resumed.Optimizer.StepCount);
    }

    [Fact]
    public void A_snapshot_without_its_file_is_refused_by_name()
    {
        using var model = TinyModel.Create();
        using var learner = new GrpoLearner(model, new GrpoOptions());

        var refused = Assert.Throws<InvalidDataException>(() => TrainStateStore.Load(_folder, learner));

        Assert.Contains("train_state.safetensors", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_skips_the_update_and_is_counted()
    {
        using var model = TinyModel.Create();
        var before = TinyModel.Flatten(model);
        using var learner = new GrpoLearner(model, new GrpoOptions());
        var broken = Batch(0);
        broken.Advantages[3] = float.NaN;

        var result = learner.Step([broken], 1e-2);

        Assert.Equal(1, result.Skipped);
        Assert.Equal(before, TinyModel.Flatten(model));
    }

    [Fact]
    public void A_batch_without_a_trained_token_changes_nothing()
    {
        using var model = TinyModel.Create();
        var before = TinyModel.Flatten(model);
        using var learner = new GrpoLearner(model, new GrpoOptions());
        var untrained = TinyModel.Samples(2).Select(s => s with { Trained = new bool[s.TokenIds.Length] }).ToArray();

        var result = learner.Step([SequencePacker.Pack(untrained, 40, 0)], 1e-2);

        Assert.Equal(0, result.TrainedTokens);
        Assert.Equal(before, TinyModel.Flatten(model));
    }

    [Fact]
    public void A_second_epoch_compares_with_the_weights_that_the_step_began_with()
    {
        using var model = TinyModel.Create();
        using var learner = new GrpoLearner(model, new GrpoOptions { EpochCount = 2 });

        var result = learner.Step([Batch(0)], 1e-2);

        Assert.Equal(2, learner.Optimizer.StepCount);
        Assert.Equal(2 * Batch(0).Targets.Length, result.TrainedTokens);
        Assert.NotEqual(1.0, result.Metrics["policy/ratio_mean"], 6);
        Assert.True(result.Metrics["policy/ratio_variance"] > 0);
    }

    [Fact]
    public void On_the_first_step_the_divergence_from_the_reference_is_zero_and_then_it_grows()
    {
        using var model = TinyModel.Create();
        using var learner = new GrpoLearner(model, new GrpoOptions { Kl = new KlOptions { Beta = 0.1 } });

        var first = learner.Step([Batch(0)], 1e-2);
        var second = learner.Step([Batch(0)], 1e-2);

        Assert.All(new[] { "kl/k1", "kl/k2", "kl/k3", "policy/kl_loss" }, name => Assert.Equal(0, first.Metrics[name], 6));
        Assert.True(second.Metrics["kl/k3"] > 0);
        Assert.Equal(0.1 * second.Metrics["kl/k3"], second.Metrics["policy/kl_loss"], 6);
    }

    [Fact]
    public void A_reference_that_follows_is_moved_by_its_share_and_survives_a_snapshot()
    {
        var options = new GrpoOptions { Kl = new KlOptions { Beta = 0.1 }, ReferenceEvery = 1, ReferenceAlpha = 0.25 };
        using var model = TinyModel.Create();
        var start = TinyModel.Flatten(model);
        using var learner = new GrpoLearner(model, options);

        _ = learner.Step([Batch(0)], 1e-2);
        TrainStateStore.Save(_folder, learner);
        using var other = TinyModel.Create();
        using var resumed = new GrpoLearner(other, options);
        TrainStateStore.Load(_folder, resumed);

        float[] Reference(GrpoLearner l) => [.. l.Reference!.Weights.All.SelectMany(t => t.data<float>().ToArray())];
        var expected = start.Zip(TinyModel.Flatten(model), (a, b) => 0.75f * a + 0.25f * b);
        Assert.All(expected.Zip(Reference(learner)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.Equal(Reference(learner), Reference(resumed));
    }

    [Fact]
    public void Engine_and_learner_at_odds_show_in_both_divergences_and_their_histogram()
    {
        using var model = TinyModel.Create();
        using var learner = new GrpoLearner(model, new GrpoOptions());

        var metrics = learner.Step([Batch(0)], 0).Metrics;

        Assert.True(metrics["mismatch/kl"] > 0 && metrics["mismatch/kl_reverse"] > 0);
        Assert.InRange(metrics["mismatch/logprob_deviation"], 1e-3, metrics["mismatch/logprob_abs_max"]);
        Assert.Equal(1.0, metrics.Where(m => m.Key.StartsWith("policy/importance_hist/", StringComparison.Ordinal)).Sum(m => m.Value), 9);
        Assert.Equal(1.0, metrics["policy/ratio_hist/from_0.95"]);
    }

    [Fact]
    public void Two_steps_leave_as_many_live_tensors_as_one()
    {
        using var model = TinyModel.Create();
        using var learner = new GrpoLearner(model, new GrpoOptions
        {
            EpochCount = 2,
            MicroBatchTokens = 64,
            Forward = new ForwardOptions { Checkpointing = true, LogitsPerChunk = 500 },
            Optimizer = new ModelOptimizerOptions { ComputeType = torch.ScalarType.BFloat16 },
            Kl = new KlOptions { Beta = 0.1 },
        });
        _ = learner.Step([Batch(0), Batch(1)], 1e-3);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        _ = learner.Step([Batch(0), Batch(1)], 1e-3);

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PackedBatch Batch(int part) =>
        SequencePacker.Pack([.. TinyModel.Samples(12).Where((_, i) => i % 2 == part)], 40, 0);
}
