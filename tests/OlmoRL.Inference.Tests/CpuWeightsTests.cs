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
}
