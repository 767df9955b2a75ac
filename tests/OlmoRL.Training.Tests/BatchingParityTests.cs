using OlmoRL.Batching;
using OlmoRL.Objectives;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Losses;
using OlmoRL.Training.Optimization;
using OlmoRL.Training.Tests.Fakes;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests;

public sealed class BatchingParityTests
{
    private const double RelativeTolerance = 1e-5;
    private static readonly TrainingSample[] Samples = TinyModel.Samples(12);

    public static TheoryData<string, LossDenominator> Objectives =>
        new(from loss in PolicyLosses.Names from denominator in Enum.GetValues<LossDenominator>() select (loss, denominator));

    [Theory]
    [MemberData(nameof(Objectives))]
    public void One_big_batch_accumulated_packed_and_unpacked_have_one_gradient(string loss, LossDenominator denominator)
    {
        var options = Options(loss, denominator);
        var big = Update(options with { MicroBatchTokens = int.MaxValue }, Samples, 64);

        AssertClose(big, Update(options with { MicroBatchTokens = 64 }, Samples, 64)); // accumulated, packed
        AssertClose(big, Update(options with { MicroBatchTokens = 1 }, Samples, 27)); // a row at a time, other rows
        AssertClose(big, Update(options with { MicroBatchTokens = int.MaxValue }, Samples, 27)); // one sample a row: unpacked
        AssertClose(big, Update(options with { MicroBatchTokens = 200 }, [.. Samples.Reverse()], 61));
    }

    [Theory]
    [InlineData(false, 40)] // logits of a few tokens at a time
    [InlineData(true, int.MaxValue)]
    [InlineData(true, 200)]
    public void Checkpointing_and_vocabulary_chunks_change_no_gradient(bool checkpointing, int logitsPerChunk)
    {
        var options = Options("clipped_surrogate", LossDenominator.Token);
        var forward = new ForwardOptions { Checkpointing = checkpointing, LogitsPerChunk = logitsPerChunk };

        AssertClose(Update(options, Samples, 64), Update(options with { Forward = forward }, Samples, 64));
    }

    [Fact]
    public void Rows_beyond_the_mask_limit_attend_document_by_document_to_the_same_effect()
    {
        var options = Options("clipped_surrogate", LossDenominator.Token) with { MicroBatchTokens = int.MaxValue };

        AssertClose(Update(options, Samples, 64), Update(options, [.. Samples, .. TinyModel.Untrained(30)], 512));
    }

    [Fact]
    public void In_bf16_the_gradient_is_near_that_of_fp32()
    {
        var options = Options("clipped_surrogate", LossDenominator.Token);
        var mixed = options with { Optimizer = options.Optimizer with { ComputeType = ScalarType.BFloat16 } };

        AssertClose(Update(options, Samples, 64), Update(mixed, Samples, 64), tolerance: 0.05);
    }

    private static GrpoOptions Options(string loss, LossDenominator denominator) => new()
    {
        Loss = PolicyLosses.Create(loss, new ClipOptions(), "."),
        Denominator = denominator,
        DenominatorTokens = 20,
        Importance = new ImportanceOptions { Level = ImportanceLevel.Sequence },

        // AdamW with an epsilon far above every gradient is a step along the gradient.
        Optimizer = new ModelOptimizerOptions { GradientLimit = 1e9, AdamW = new AdamWOptions { Epsilon = 1e3 } },
    };

    /// <summary>What one update adds to the weights: the gradient, scaled.</summary>
    private static float[] Update(GrpoOptions options, TrainingSample[] samples, int rowLength)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        using var learner = new GrpoLearner(model, options);
        var before = TinyModel.Flatten(model);
        _ = learner.Step([SequencePacker.Pack(samples, rowLength, 0)], 1e3);
        return [.. TinyModel.Flatten(model).Zip(before, (a, b) => a - b)];
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance = RelativeTolerance)
    {
        var norm = Math.Sqrt(expected.Sum(v => (double)v * v));
        var difference = Math.Sqrt(expected.Zip(actual, (a, b) => (double)(a - b) * (a - b)).Sum());
        Assert.True(norm > 0);
        Assert.True(difference <= tolerance * norm, $"differs by {difference / norm:E2} of the norm");
    }
}
