using BenchmarkDotNet.Attributes;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Models.Native;
using OlmoRL.Models.Weights;
using OlmoRL.Rollouts;
using static TorchSharp.torch;

namespace OlmoRL.Benchmarks;

/// <summary>One engine step over a full batch: the quickstart's model, 64 tokens of context, one thread.</summary>
[MemoryDiagnoser]
public class DecodeStepBenchmarks
{
    private const int Context = 64;
    private CausalLanguageModel? _model;
    private InferenceEngine? _engine;
    private IEngineWeights? _weights;
    private int _steps;

    /// <summary>Sequences decoded together.</summary>
    [Params(1, 16, 64, 128)]
    public int Batch { get; set; }

    /// <summary>Builds the engine around random weights.</summary>
    [GlobalSetup]
    public void Setup()
    {
        TorchRuntime.Initialize(1);
        var config = new TransformerConfig
        {
            VocabularySize = 512,
            HiddenSize = 128,
            IntermediateSize = 384,
            LayerCount = 4,
            HeadCount = 4,
            KeyValueHeadCount = 2,
            MaxPositions = 256,
            SlidingWindow = 24,
        };
        _model = new CausalLanguageModel(config, TransformerWeights.Initialize(config, 1, CPU));
        Refill();
    }

    /// <summary>A token for every sequence.</summary>
    [Benchmark(Baseline = true)]
    public int Step()
    {
        // Contexts stay between 64 and 128 tokens.
        if (++_steps % Context == 0)
            Refill();
        return _engine!.Step().Tokens.Count;
    }

    /// <summary>Frees native memory.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _engine?.Dispose();
        _weights?.Dispose();
        _model?.Dispose();
    }

    private void Refill()
    {
        _engine?.Dispose();
        var options = new EngineOptions { MaxRunning = Batch, MaxLength = 256 };
        _engine = new InferenceEngine(options, EngineBackend.CreateRunner(_model!.Config, options));
        _weights?.Dispose();
        _weights = EngineBackend.AllocateWeights(_model.Config, options);
        _weights.CopyFrom(_model.Weights);
        _engine.UpdateWeights(PolicyVersion.Start, _weights);
        for (var i = 0; i < Batch; i++)
        {
            _engine.Add(new GenerationRequest
            {
                Key = new SequenceKey(i, 0),
                PromptTokenIds = [.. Enumerable.Range(0, Context)],
                Seed = (ulong)i,
                Sampling = new SamplingParams { MaxTokens = 2 * Context, StopTokenIds = [] },
            });
        }

        _ = _engine.Step();
    }
}
