using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Runs;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Kernels;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Training.Tests.Kernels;

public sealed class KernelDecoderPassTests
{
    private static readonly TransformerConfig Config = new()
    {
        VocabularySize = 203,
        HiddenSize = 128,
        IntermediateSize = 176,
        LayerCount = 4,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        MaxPositions = 512,
        SlidingWindow = 70,
        InitializerRange = 0.08,
        Yarn = new YarnScaling { Factor = 8, OriginalMaxPositions = 64, AttentionFactor = 1.2 },
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_numbers_are_as_near_to_fp32_as_those_of_libtorchs_bf16_operators(bool checkpointing)
    {
        Assert.SkipUnless(KernelSupport.IsAvailable(CPU), "this processor has no bf16 products (AVX512_BF16)");
        var batch = Batch();
        var exact = Run(batch, ScalarType.Float32, (model, b) => new AutogradDecoderPass(model, b, checkpointing));
        var operators = Run(batch, ScalarType.BFloat16, (model, b) => new AutogradDecoderPass(model, b, checkpointing));
        var kernels = Run(batch, ScalarType.BFloat16, (model, b) => new KernelDecoderPass(model, b, checkpointing));

        Assert.All(exact.Keys, name =>
        {
            var (ours, theirs) = (Distance(exact[name], kernels[name]), Distance(exact[name], operators[name]));
            Assert.True(ours <= 1.1 * theirs + 0.001, $"{name}: {ours:F4} from fp32, libtorch's operators {theirs:F4}");
        });
    }

    [Fact]
    public void Without_a_backward_pass_the_numbers_are_the_same_bits()
    {
        Assert.SkipUnless(KernelSupport.IsAvailable(CPU), "this processor has no bf16 products (AVX512_BF16)");
        using var scope = NewDisposeScope();
        using var master = Model();
        using var model = new TrainedModel(master, ScalarType.BFloat16);
        var batch = Batch();
        using var kept = new KernelDecoderPass(model, batch, checkpointing: false);
        using var again = new KernelDecoderPass(model, batch, checkpointing: true);

        Assert.True(kept.Normed.equal(KernelDecoderPass.NormedOf(model.Compute, batch)).all().item<bool>());
        Assert.True(kept.Normed.equal(again.Normed).all().item<bool>());
    }

    [Fact]
    public void Documents_do_not_see_one_another()
    {
        Assert.SkipUnless(KernelSupport.IsAvailable(CPU), "this processor has no bf16 products (AVX512_BF16)");
        using var scope = NewDisposeScope();
        using var master = Model();
        using var model = new TrainedModel(master, ScalarType.BFloat16);
        var samples = Samples();
        float[] Numbers(IEnumerable<TrainingSample> some, int rowLength)
        {
            var batch = SequencePacker.Pack([.. some], rowLength, 0);
            using var pass = new KernelDecoderPass(model, batch, checkpointing: false);
            return [.. pass.Normed.to(ScalarType.Float32).data<float>().ToArray().Chunk(Config.HiddenSize)
                .Zip(batch.Responses).OrderBy(t => t.Second).SelectMany(t => t.First)];
        }

        Assert.Equal([.. samples.SelectMany(s => Numbers([s], 512))], Numbers(samples, 512));
    }

    /// <summary>States and the gradient of every weight, of a loss that is a fixed random product of the states.</summary>
    private static Dictionary<string, float[]> Run(PackedBatch batch, ScalarType type, Func<TrainedModel, PackedBatch, IDecoderPass> start)
    {
        using var scope = NewDisposeScope();
        using var master = Model();
        using var model = new TrainedModel(master, type);
        using var pass = start(model, batch);
        var slope = randn(pass.Normed.shape, generator: new Generator(5)).bfloat16().to(type);
        pass.Backward(slope);
        var result = new Dictionary<string, float[]> { ["states"] = Numbers(pass.Normed) };
        foreach (var (tensor, i) in master.Weights.All.Select((t, i) => (t, i)).SkipLast(1)) // the head has no part
            result[$"gradient {i}, [{string.Join(", ", tensor.shape)}]"] = Numbers(tensor.grad!);
        return result;
    }

    /// <summary>Weights that bf16 can hold, so that all start from the same ones.</summary>
    private static CausalLanguageModel Model()
    {
        var weights = TransformerWeights.Initialize(Config, 3, CPU);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var tensor in weights.All)
        {
            if (tensor.dim() == 1)
                _ = tensor.add_(randn(tensor.shape, generator: new Generator(8)) * 0.2);
            _ = tensor.copy_(tensor.bfloat16());
        }

        return new CausalLanguageModel(Config, weights);
    }

    private static PackedBatch Batch() => SequencePacker.Pack(Samples(), 512, 0);

    private static TrainingSample[] Samples()
    {
        var random = new SeedSequence(4).Stream("samples");
        return
        [
            .. new[] { 400, 2, 64, 65, 300, 129 }.Select(length => new TrainingSample
            {
                TokenIds = [.. Enumerable.Range(0, length).Select(_ => random.Next(Config.VocabularySize))],
                Trained = [.. Enumerable.Range(0, length).Select(i => i % 3 != 0)],
            }),
        ];
    }

    private static float[] Numbers(Tensor tensor) => tensor.detach().to(ScalarType.Float32).data<float>().ToArray();

    private static double Distance(float[] expected, float[] actual) => Math.Sqrt(
        expected.Zip(actual, (e, a) => Math.Pow(e - a, 2)).Sum() / expected.Sum(e => Math.Pow(e, 2)));
}
