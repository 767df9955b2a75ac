using OlmoRL.Data.Mixtures;
using OlmoRL.Recipes;
using OlmoRL.Training.Documents;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Optimization;
using OlmoRL.Training.Preferences;
using OlmoRL.Training.Tests.Fakes;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Documents;

/// <summary>One batch gives one gradient, however it is packed and cut.</summary>
public sealed class DocumentLearnerTests
{
    private const double RelativeTolerance = 1e-5;

    // AdamW with an epsilon far above every gradient is a step along the gradient.
    private static readonly ModelOptimizerOptions Plain = new() { GradientLimit = 1e9, AdamW = new AdamWOptions { Epsilon = 1e3 } };

    private static readonly DocumentRow[] Documents =
        [.. TinyModel.Samples(8).Select((sample, i) => new DocumentRow(new MixtureRow(0, i), [sample]))];

    private static readonly DocumentRow[] Pairs =
        [.. TinyModel.Samples(16).Chunk(2).Select((pair, i) => new DocumentRow(new MixtureRow(0, i), pair))];

    public static TheoryData<PreferenceLossType> Losses => [.. Enum.GetValues<PreferenceLossType>()];

    [Theory]
    [InlineData(27, 1)] // a document a row, a row at a time: unpacked, 8 x 1
    [InlineData(27, 1_000_000)]
    [InlineData(64, 130)]
    public void Supervised_batches_have_one_gradient(int packLength, int microBatchTokens)
    {
        var packed = Update(new DocumentPacking(64, 1_000_000, 0), Supervised, Documents);

        AssertClose(packed, Update(new DocumentPacking(packLength, microBatchTokens, 0), Supervised, Documents));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Preference_batches_have_one_gradient(PreferenceLossType loss)
    {
        IDocumentLearner Make(Models.CausalLanguageModel model, DocumentPacking packing) => Preference(model, packing, loss);
        var packed = Update(new DocumentPacking(64, 1_000_000, 0), Make, Pairs);

        AssertClose(packed, Update(new DocumentPacking(27, 1, 0), Make, Pairs)); // a document a row, a pair at a time
        AssertClose(packed, Update(new DocumentPacking(64, 150, 0), Make, Pairs));
    }

    [Fact]
    public void Steps_on_pairs_raise_the_margin_and_figures_are_those_of_the_batch()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        using var learner = Preference(model, new DocumentPacking(64, 1_000_000, 0), PreferenceLossType.DpoNorm, new ModelOptimizerOptions());

        var first = learner.Step(Pairs, 1e-3);
        for (var i = 0; i < 10; i++)
            _ = learner.Step(Pairs, 1e-3);
        var later = learner.Evaluate(Pairs);

        Assert.Equal(Math.Log(2), first.Loss, 4); // the policy is the reference
        Assert.Equal(0, first.Metrics["preference/reward_margin"], 4);
        Assert.True(later["heldout/reward_margin"] > 0.1);
        Assert.Equal(1, later["heldout/reward_accuracy"]);
    }

    [Fact]
    public void Reference_log_probs_are_read_back_from_disk_and_not_computed_again()
    {
        var folder = Directory.CreateTempSubdirectory("olmorl-").FullName;
        try
        {
            var path = Path.Combine(folder, "reference.bin");
            MixtureRow[] rows = [new(0, 3), new(1, 0), new(1, 5)];
            double[] Compute(IReadOnlyList<MixtureRow> part) => [.. part.SelectMany(r => (double[])[-r.Row, -r.Source - 0.5])];
            _ = ReferenceLogProbs.Open(path, rows, Compute, rowsAtOnce: 2, progress: null);

            var read = ReferenceLogProbs.Open(path, rows, _ => throw new InvalidOperationException("computed again"), 2, null);

            Assert.Equal((-5, -1.5), read[new MixtureRow(1, 5)]);
            Assert.Equal((-3, -0.5), read[new MixtureRow(0, 3)]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SupervisedDocumentLearner Supervised(Models.CausalLanguageModel model, DocumentPacking packing) =>
        new(model, Plain, new ForwardOptions(), packing);

    private static PreferenceLearner Preference(
        Models.CausalLanguageModel model, DocumentPacking packing, PreferenceLossType loss, ModelOptimizerOptions? optimizer = null)
    {
        var learner = new PreferenceLearner(
            model, optimizer ?? Plain, new ForwardOptions(), packing, new PreferenceLossOptions(loss, Beta: 2, 0.1, 0.3));
        var values = learner.LogProbs(Pairs);
        learner.Reference = ReferenceLogProbs.Open(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), [.. Pairs.Select(p => p.Id)], _ => values, Pairs.Length, null);
        return learner;
    }

    private static float[] Update(
        DocumentPacking packing, Func<Models.CausalLanguageModel, DocumentPacking, IDocumentLearner> make, DocumentRow[] rows)
    {
        using var scope = NewDisposeScope();
        using var model = TinyModel.Create();
        using var learner = make(model, packing);
        var before = TinyModel.Flatten(model);
        _ = learner.Step(rows, 1e5); // so far that the weights before are lost in no digit of the difference
        return [.. TinyModel.Flatten(model).Zip(before, (a, b) => a - b)];
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        var norm = Math.Sqrt(expected.Sum(v => (double)v * v));
        var difference = Math.Sqrt(expected.Zip(actual, (a, b) => (double)(a - b) * (a - b)).Sum());
        Assert.True(norm > 0);
        Assert.True(difference <= RelativeTolerance * norm, $"differs by {difference / norm:E2} of the norm");
    }
}
