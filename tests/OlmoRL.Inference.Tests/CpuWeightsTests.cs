using OlmoRL.Inference.Cpu;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using static TorchSharp.torch;

namespace OlmoRL.Inference.Tests;

public sealed class CpuWeightsTests
{
    [Theory]
    [InlineData(EnginePrecision.Fp32, 128, 96)]
    [InlineData(EnginePrecision.Bf16, 128, 96)]
    [InlineData(EnginePrecision.Fp32, 36, 52)]
    [InlineData(EnginePrecision.Bf16, 36, 52)]
    public void The_digest_that_is_taken_while_copying_is_that_of_the_memory(EnginePrecision precision, int hidden, int inner)
    {
        var config = new TransformerConfig
        {
            VocabularySize = 77,
            HiddenSize = hidden,
            IntermediateSize = inner,
            LayerCount = 2,
            HeadCount = 2,
            KeyValueHeadCount = 1,
            MaxPositions = 32,
            SlidingWindow = 8,
        };
        using var source = TransformerWeights.Initialize(config, 1, CPU);
        using var other = TransformerWeights.Initialize(config, 2, CPU);
        using var weights = new CpuWeights(config, precision);

        var digest = ((IEngineWeights)weights).CopyAndDigest(source);
        Assert.Equal(weights.Digest(), digest);

        weights.CopyFrom(other);
        Assert.NotEqual(digest, weights.Digest());
        weights.CopyFrom(source);
        Assert.Equal(digest, weights.Digest());
    }

    [Fact]
    public unsafe void A_square_is_turned_whole()
    {
        Assert.SkipUnless(SquareTranspose.IsSupported, "the processor has no AVX-512");
        const int Stride = 21, ToStride = 32;
        var from = stackalloc float[16 * Stride];
        var to = stackalloc float[16 * ToStride];
        for (var i = 0; i < 16 * Stride; i++)
            from[i] = i;

        SquareTranspose.Turn(from, Stride, to, ToStride);

        for (var row = 0; row < 16; row++)
        {
            for (var column = 0; column < 16; column++)
                Assert.Equal(from[row * Stride + column], to[column * ToStride + row]);
        }
    }
}
