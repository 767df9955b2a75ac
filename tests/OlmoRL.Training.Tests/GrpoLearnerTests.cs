using OlmoRL.Batching;
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
    public void Two_steps_leave_as_many_live_tensors_as_one()
    {
        using var model = TinyModel.Create();
        using var learner = new GrpoLearner(model, new GrpoOptions());
        _ = learner.Step([Batch(0), Batch(1)], 1e-3);
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        _ = learner.Step([Batch(0), Batch(1)], 1e-3);

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PackedBatch Batch(int part) =>
        SequencePacker.Pack([.. TinyModel.Samples(12).Where((_, i) => i % 2 == part)], 40, 0);
}
