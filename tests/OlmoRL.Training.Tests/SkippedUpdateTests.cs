using OlmoRL.Batching;
using OlmoRL.Training.Optimization;
using OlmoRL.Training.Tests.Fakes;

namespace OlmoRL.Training.Tests;

public sealed class SkippedUpdateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public void A_skipped_update_comes_back_from_disk_and_breaks_in_the_same_place()
    {
        var skipped = Skip(new GrpoOptions { MicroBatchTokens = 64 });

        var (update, model) = SkippedUpdateStore.Load(Path.Combine(_folder, "update"));
        using var owned = model;
        var report = StepReplay.Run(update, model, new GrpoOptions { MicroBatchTokens = 64 });

        Assert.Equal(UpdateOutcome.NotFinite, update.Outcome);
        Assert.Equal(skipped.Batch.TokenIds, update.Batch.TokenIds);
        Assert.Equal(skipped.Batch.Responses, update.Batch.Responses);
        Assert.Equal(skipped.OldLogProbs, update.OldLogProbs);
        var broken = Assert.Single(report.Parts, p => p.BrokenAdvantages > 0);
        Assert.Equal(1, broken.BrokenAdvantages);
        Assert.False(double.IsFinite(broken.Loss));
        Assert.All(report.Parts.Where(p => p != broken), p => Assert.True(double.IsFinite(p.Loss)));
        Assert.Contains("layers.0.query_key_value", report.BrokenGradients);
        Assert.False(double.IsFinite(report.GradientNorm));
    }

    [Fact]
    public void A_finite_update_replays_to_the_recorded_figures()
    {
        // A spike: the update is finite, and left out because its loss stands out from the last ones.
        var options = new GrpoOptions { Optimizer = new ModelOptimizerOptions { SkipSigmas = 0.01, SkipWindow = 4 } };
        using var model = TinyModel.Create();
        using var learner = new GrpoLearner(model, options);
        List<SkippedUpdate> skipped = [];
        learner.OnSkipped = update =>
        {
            skipped.Add(update);
            SkippedUpdateStore.Save(Path.Combine(_folder, "update"), update, model);
        };
        for (var i = 0; i < 2; i++)
            _ = learner.Step([Batch()], 0);
        var loud = Batch();
        for (var i = 0; i < loud.Advantages.Length; i++)
            loud.Advantages[i] *= 100;

        var result = learner.Step([loud], 0);

        Assert.Equal(1, result.Spikes);
        var (update, stored) = SkippedUpdateStore.Load(Path.Combine(_folder, "update"));
        using var owned = stored;
        var report = StepReplay.Run(update, stored, options);
        Assert.Equal(skipped.Single().Loss, report.Loss, 5);
        Assert.Equal(skipped.Single().GradientNorm, report.GradientNorm, 4);
        Assert.Empty(report.BrokenGradients);
    }

    [Fact]
    public void A_folder_that_is_no_skipped_update_is_refused_by_name()
    {
        var refused = Assert.Throws<InvalidDataException>(() => SkippedUpdateStore.Load(_folder));

        Assert.Contains("batch.safetensors", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PackedBatch Batch() => SequencePacker.Pack(TinyModel.Samples(12), 40, 0);

    private SkippedUpdate Skip(GrpoOptions options)
    {
        using var model = TinyModel.Create();
        using var learner = new GrpoLearner(model, options);
        SkippedUpdate? skipped = null;
        learner.OnSkipped = update =>
        {
            skipped = update;
            SkippedUpdateStore.Save(Path.Combine(_folder, "update"), update, model);
        };
        var batch = Batch();
        batch.Advantages[3] = float.NaN;
        _ = learner.Step([batch], 1e-2);
        return skipped!;
    }
}
