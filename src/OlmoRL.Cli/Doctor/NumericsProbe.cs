using OlmoRL.Batching;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Models.Attention;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Training.Forward;
using static TorchSharp.torch;

namespace OlmoRL.Cli.Doctor;

/// <summary>Whether a device computes the model: against fp64 on the CPU, and the engine against the learner.</summary>
internal sealed class NumericsProbe(Device device)
{
    private const int Window = 8;
    private const int TextLength = 64;

    /// <summary>Olmo 3 in small: grouped queries, a window that texts leave behind several times, YaRN on full layers.</summary>
    private static readonly TransformerConfig Config = new()
    {
        VocabularySize = 256,
        HiddenSize = 64,
        IntermediateSize = 160,
        LayerCount = 4,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        MaxPositions = 128,
        SlidingWindow = Window,
        InitializerRange = 0.2,
        Yarn = new YarnScaling { Factor = 4, OriginalMaxPositions = 32, AttentionFactor = YarnScaling.DefaultAttentionFactor(4) },
    };

    /// <summary>Logits in fp32 and in bf16 on the device, against the same weights in fp64 on the CPU.</summary>
    public IEnumerable<DoctorCheck> Forward()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var source = TransformerWeights.Initialize(Config, 7, CPU);
        var reference = Logits(source, ScalarType.Float64, CPU);
        var single = (Logits(source, ScalarType.Float32, device) - reference).abs().max().item<double>();
        var half = ((Logits(source, ScalarType.BFloat16, device) - reference).square().mean() / reference.square().mean()).sqrt().item<double>();
        yield return new DoctorCheck("logits, fp32 against fp64", FormattableString.Invariant($"largest difference {single:0.0E+0}"), "at most 1e-4", single <= 1e-4);
        yield return new DoctorCheck("logits, bf16 against fp64", FormattableString.Invariant($"{100 * half:F2} % of their size"), "at most 3 %", half <= 0.03);
    }

    /// <summary>Log-probs that the engine sampled with, against the learner's of the same tokens.</summary>
    public DoctorCheck Parity(AttentionKind attention)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = new CausalLanguageModel(Config, TransformerWeights.Initialize(Config, 7, device));
        var options = new EngineOptions { MaxRunning = 4, MaxLength = 100, Attention = attention };
        using var weights = EngineWeights(model, options);
        using var engine = new InferenceEngine(options, EngineBackend.CreateRunner(Config, options));
        engine.UpdateWeights(PolicyVersion.Start, weights ?? model.Weights);
        var texts = Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, 20 + i).Select(t => (t * 7 + i * 13) % 256).ToList()).ToArray();
        var prompts = texts.Select(t => t.Count).ToArray();
        var sampled = texts.Select(_ => new List<float>()).ToArray();
        for (var i = 0; i < texts.Length; i++)
            engine.Add(Request(i, [.. texts[i]]));
        while (engine.HasWork)
        {
            foreach (var token in engine.Step().Tokens)
            {
                texts[token.Key.GroupId].Add(token.TokenId);
                sampled[token.Key.GroupId].Add(token.LogProb);
            }
        }

        var differences = texts.SelectMany((text, i) => Learner(model, text, prompts[i]).Zip(sampled[i], (l, e) => Math.Abs(l - e))).ToArray();
        var (mean, largest) = (differences.Average(), differences.Max());
        return new DoctorCheck($"engine ({attention.ToString().ToLowerInvariant()}) against learner",
            FormattableString.Invariant($"log-probs differ by {mean:0.0E+0} on average, {largest:0.0E+0} at most, over {differences.Length} tokens"),
            "at most 1e-5 and 1e-3", mean <= 1e-5 && largest <= 1e-3);
    }

    /// <summary>The torch path reads the model's own tensors, on any device; the other has a form of its own.</summary>
    private static IEngineWeights? EngineWeights(CausalLanguageModel model, EngineOptions options)
    {
        if (options.Attention == AttentionKind.Torch)
            return null;
        var weights = EngineBackend.AllocateWeights(Config, options);
        weights.CopyFrom(model.Weights);
        return weights;
    }

    private static GenerationRequest Request(int group, int[] prompt) => new()
    {
        Key = new SequenceKey(group, 0),
        PromptTokenIds = prompt,
        Sampling = new SamplingParams { MaxTokens = TextLength, StopTokenIds = [] },
        Seed = (ulong)group,
    };

    private static float[] Learner(CausalLanguageModel model, List<int> text, int promptLength)
    {
        var sample = new TrainingSample { TokenIds = [.. text], Trained = [.. text.Select((_, i) => i >= promptLength)] };
        return PolicyPass.LogProbsOf(model, SequencePacker.Pack([sample], 128, 0), 1.0, new ForwardOptions())
            .cpu().data<float>().ToArray();
    }

    /// <summary>[seq, vocab], fp64 on the CPU.</summary>
    private static Tensor Logits(TransformerWeights source, ScalarType dtype, Device device)
    {
        using var model = new CausalLanguageModel(Config, TransformerWeights.Allocate(Config, dtype, device));
        model.Weights.CopyFrom(source);
        var ids = (arange(TextLength, dtype: ScalarType.Int64, device: device) * 11 % 256).unsqueeze(0);
        var positions = arange(TextLength, dtype: ScalarType.Int64, device: device).unsqueeze(0);
        var hidden = model.Forward(ids, positions, new PackedRowAttention(Config, ones_like(ids)));
        return model.Logits(hidden).squeeze(0).to(ScalarType.Float64).cpu();
    }
}
