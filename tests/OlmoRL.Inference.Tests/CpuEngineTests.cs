using OlmoRL.Models;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using static TorchSharp.torch;

namespace OlmoRL.Inference.Tests;

public sealed class CpuEngineTests() : EngineCompliance(AttentionKind.Cpu)
{
    /// <summary>No size is a multiple of a vector, a panel or a line.</summary>
    private static readonly TransformerConfig Crooked = new()
    {
        VocabularySize = 71,
        HiddenSize = 60,
        IntermediateSize = 45,
        LayerCount = 4,
        HeadCount = 6,
        KeyValueHeadCount = 3,
        HeadSize = 10,
        MaxPositions = 128,
        SlidingWindow = 21,
        InitializerRange = 0.2,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Log_probs_are_equal_bit_for_bit_whatever_the_batch_and_the_threads(int threads)
    {
        using var weights = TransformerWeights.Initialize(Crooked, 3, CPU);

        var alone = Run(AttentionKind.Cpu, EnginePrecision.Fp32, weights, slots: 1, threads: 1);
        var together = Run(AttentionKind.Cpu, EnginePrecision.Fp32, weights, slots: 13, threads);

        Assert.Equal(alone, together);
    }

    [Fact]
    public void Sizes_that_fill_no_vector_compute_what_the_plain_path_does()
    {
        using var weights = TransformerWeights.Initialize(Crooked, 3, CPU);

        var fast = Run(AttentionKind.Cpu, EnginePrecision.Fp32, weights, slots: 5, threads: 2);
        var plain = Run(AttentionKind.Torch, EnginePrecision.Fp32, weights, slots: 5, threads: 1);

        AssertClose(plain, fast, 1e-4);
    }

    [Fact]
    public void Bf16_equals_fp32_with_weights_rounded_but_for_the_rounded_cache()
    {
        using var weights = TransformerWeights.Initialize(Crooked, 3, CPU);
        using var rounded = TransformerWeights.Allocate(Crooked, ScalarType.BFloat16, CPU);
        rounded.CopyFrom(weights);
        weights.CopyFrom(rounded);

        var whole = Run(AttentionKind.Cpu, EnginePrecision.Fp32, weights, slots: 5, threads: 1, tokens: 1);
        var half = Run(AttentionKind.Cpu, EnginePrecision.Bf16, weights, slots: 5, threads: 1, tokens: 1);

        AssertClose(whole, half, 0.05);
        Assert.NotEqual(whole, half);
    }

    private static void AssertClose(
        SortedDictionary<int, List<(int Token, float LogProb)>> expected, SortedDictionary<int, List<(int Token, float LogProb)>> actual, double tolerance)
    {
        foreach (var (a, b) in expected.SelectMany(e => e.Value.Zip(actual[e.Key])))
        {
            Assert.Equal(a.Token, b.Token);
            Assert.Equal(a.LogProb, b.LogProb, tolerance);
        }
    }

    /// <summary>13 sequences of different prompts, longer than two windows when they end.</summary>
    private static SortedDictionary<int, List<(int Token, float LogProb)>> Run(
        AttentionKind attention, EnginePrecision precision, TransformerWeights source, int slots, int threads, int tokens = 40)
    {
        var options = new EngineOptions { MaxRunning = slots, MaxLength = 100, Attention = attention, Precision = precision, Threads = threads, PrefillTokens = 7 };
        using var weights = EngineBackend.AllocateWeights(Crooked, options);
        weights.CopyFrom(source);
        using var engine = new InferenceEngine(options, EngineBackend.CreateRunner(Crooked, options));
        engine.UpdateWeights(PolicyVersion.Start, weights);
        var results = new SortedDictionary<int, List<(int, float)>>();
        for (var i = 0; i < 13; i++)
        {
            results[i] = [];
            engine.Add(new GenerationRequest
            {
                Key = new SequenceKey(i, 0),
                PromptTokenIds = [.. Enumerable.Range(0, 5 + i).Select(p => (p * 11 + i) % Crooked.VocabularySize)],
                Sampling = new SamplingParams { MaxTokens = tokens, StopTokenIds = [] },
                Seed = (ulong)i,
            });
        }

        while (engine.HasWork)
        {
            foreach (var token in engine.Step().Tokens)
                results[(int)token.Key.GroupId].Add((token.TokenId, token.LogProb));
        }

        return results;
    }
}
