using System.Diagnostics;
using OlmoRL.Batching;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using OlmoRL.Training;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Cli.Doctor;

/// <summary>How near decoding comes to the memory's bandwidth and training to the peak of matrix products, both measured here.</summary>
internal sealed class SpeedProbe(Device device)
{
    private const int MatrixSize = 2048;
    private const int Repetitions = 5;
    private const int Bouts = 5;
    private const int TokensABout = 6;
    private const int TrainedTokens = 1024;

    /// <summary>Every figure, and whether the program uses what the machine has.</summary>
    public IEnumerable<DoctorCheck> Run()
    {
        var (single, half, bandwidth) = (Gemm(ScalarType.Float32), Gemm(ScalarType.BFloat16), Bandwidth());
        yield return new DoctorCheck("peak of matrix products",
            FormattableString.Invariant($"{single / 1e9:F0} GFLOP/s in fp32, {half / 1e9:F0} in bf16"), "measured", true);
        yield return new DoctorCheck("memory bandwidth", FormattableString.Invariant($"{bandwidth / 1e9:F1} GB/s read"), "measured", true);
        var (tokens, bytes, used) = Decode();
        yield return new DoctorCheck("decoding one sequence",
            FormattableString.Invariant($"{tokens:F1} tokens/s of {bytes / 1e9:F2} GB weights: {100 * used:F0} % of the bandwidth"), "at least 40 %", used >= 0.4);
        var (flops, trained) = Train();
        yield return new DoctorCheck("training step",
            FormattableString.Invariant($"{trained:F0} tokens/s: {100 * flops / single:F0} % of the fp32 peak"), "at least 30 %", flops / single >= 0.3);
    }

    private double Gemm(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var a = ones(MatrixSize, MatrixSize, dtype: dtype, device: device);
        return 2.0 * MatrixSize * MatrixSize * MatrixSize / Best(() => a.mm(a)[0, 0].to(ScalarType.Float32).item<float>());
    }

    private double Bandwidth(int repetitions = Repetitions)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var values = ones(1 << 27, device: device); // 512 MB
        return values.numel() * 4 / Best(() => values.sum().item<float>(), repetitions);
    }

    /// <summary>The bandwidth is measured again after each bout: on a busy machine only neighbours can be compared.</summary>
    private (double TokensPerSecond, long WeightBytes, double BandwidthUsed) Decode()
    {
        using var scope = NewDisposeScope();
        var config = TransformerConfig.Of(ModelPresets.Find("olmo3-190m")! with { VocabularySize = 32_768, MaxPositions = 256, SlidingWindow = 128 });
        using var weights = TransformerWeights.Initialize(config, 1, device);
        var onCpu = device.type == TorchSharp.DeviceType.CPU;
        var options = new EngineOptions
        {
            MaxRunning = 1,
            MaxLength = 128,
            Attention = onCpu ? AttentionKind.Cpu : AttentionKind.Torch,
            Threads = Environment.ProcessorCount,
        };
        using var own = onCpu ? EngineBackend.AllocateWeights(config, options) : null;
        own?.CopyFrom(weights);
        using var engine = new InferenceEngine(options, EngineBackend.CreateRunner(config, options));
        engine.UpdateWeights(PolicyVersion.Start, own ?? weights);
        engine.Add(new GenerationRequest
        {
            Key = new SequenceKey(0, 0),
            PromptTokenIds = [.. Enumerable.Range(0, 16)],
            Sampling = new SamplingParams { MaxTokens = Bouts * TokensABout + 4, StopTokenIds = [] },
            Seed = 1,
        });
        for (var i = 0; i < 4; i++)
            _ = engine.Step();
        // The embedding gives one row a token; everything else is read in full.
        var read = weights.All.Skip(1).Sum(t => t.numel() * t.element_size());
        var bouts = Enumerable.Range(0, Bouts).Select(bout =>
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < TokensABout; i++)
                _ = engine.Step();
            var rate = TokensABout / Stopwatch.GetElapsedTime(began).TotalSeconds;
            return (Rate: rate, Used: rate * read / Bandwidth(repetitions: 1));
        }).OrderBy(b => b.Used).ToArray();
        return (bouts[Bouts / 2].Rate, read, bouts[Bouts / 2].Used);
    }

    private (double FlopsPerSecond, double TokensPerSecond) Train()
    {
        var config = TransformerConfig.Of(ModelPresets.Find("olmo3-60m")! with { VocabularySize = 8192, MaxPositions = TrainedTokens, SlidingWindow = 256 });
        using var model = new CausalLanguageModel(config, TransformerWeights.Initialize(config, 1, device));
        using var learner = new SupervisedLearner(model, new ModelOptimizerOptions(), new ForwardOptions());
        var trained = new bool[TrainedTokens];
        Array.Fill(trained, true);
        var sample = new TrainingSample { TokenIds = [.. Enumerable.Range(0, TrainedTokens).Select(i => i * 31 % 8192)], Trained = trained };
        var batch = SequencePacker.Pack([sample], TrainedTokens, 0);
        var seconds = Best(() => learner.Step([batch], 1e-4), repetitions: 3);

        // Six operations a weight and token: two forward, four backward. Attention's own products are not counted.
        var products = config.ParameterCount - (long)config.EmbeddingRows * config.HiddenSize;
        return (6.0 * products * TrainedTokens / seconds, TrainedTokens / seconds);
    }

    /// <summary>Seconds of the fastest run after one that warms up; each ends by reading a result, so the device is done.</summary>
    private static double Best<T>(Func<T> run, int repetitions = Repetitions)
    {
        _ = run();
        return Enumerable.Range(0, repetitions).Min(repetition =>
        {
            var began = Stopwatch.GetTimestamp();
            _ = run();
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        });
    }
}
