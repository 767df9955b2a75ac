using System.Diagnostics;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using static TorchSharp.torch;

namespace OlmoRL.Cli.Bench;

/// <summary>One measured point of decoding.</summary>
/// <param name="Shape">Which model.</param>
/// <param name="Precision">Of weights and cache.</param>
/// <param name="Batch">Sequences decoded together.</param>
/// <param name="Context">Tokens of each when measuring began.</param>
/// <param name="StepSeconds">Median step.</param>
/// <param name="TokensPerSecond">Batch over the median step.</param>
/// <param name="MatrixFlops">FLOP/s of the matrix products.</param>
/// <param name="ReadRate">Bytes of weights and cache a second.</param>
/// <param name="GemmShare">Of the GEMM peak of the same precision in the same run.</param>
/// <param name="ReadShare">Of the read bandwidth, of 256 MB, in the same run.</param>
internal sealed record DecodePoint(
    string Shape, EnginePrecision Precision, int Batch, int Context, double StepSeconds, double TokensPerSecond,
    double MatrixFlops, double ReadRate, double GemmShare, double ReadShare);

/// <summary>Decoding over batch and context, beside the peaks of the machine.</summary>
internal sealed class DecodeBench(BenchShape shape, int threads) : IDisposable
{
    private readonly TransformerWeights _weights = TransformerWeights.Initialize(shape.Config, 1, CPU);

    /// <summary>Measures one point.</summary>
    /// <param name="precision">Of weights and cache.</param>
    /// <param name="batch">Sequences.</param>
    /// <param name="context">Tokens of each at the start.</param>
    /// <param name="steps">Decode steps to take the median of.</param>
    /// <param name="profile">Takes the stages' times, or null.</param>
    public DecodePoint Measure(EnginePrecision precision, int batch, int context, int steps, StepProfile? profile = null)
    {
        const int Warmup = 8;
        var options = new EngineOptions
        {
            MaxRunning = batch,
            MaxLength = context + steps + Warmup + 8,
            PrefillTokens = Math.Max(512, context),
            Precision = precision,
            Threads = threads,
        };
        using var weights = EngineBackend.AllocateWeights(shape.Config, options);
        weights.CopyFrom(_weights);
        using var engine = new InferenceEngine(options, new SkippedPrefill(EngineBackend.CreateRunner(shape.Config, options)));
        engine.UpdateWeights(PolicyVersion.Start, weights);
        Fill(engine, batch, context, steps + Warmup + 4);
        for (var i = 0; i < Warmup; i++)
            _ = engine.Step();
        engine.Profile = profile;
        var times = new double[steps];
        for (var i = 0; i < steps; i++)
        {
            var began = Stopwatch.GetTimestamp();
            _ = engine.Step();
            times[i] = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        Array.Sort(times);
        return Point(precision, batch, context, times[steps / 2]);
    }

    /// <summary>Adds the shares of the peaks.</summary>
    public static DecodePoint Against(DecodePoint point, MachinePeaks peaks) => point with
    {
        GemmShare = point.MatrixFlops / (point.Precision == EnginePrecision.Bf16 ? peaks.Bf16Gemm : peaks.Fp32Gemm),
        ReadShare = point.ReadRate / peaks.ReadBandwidth,
    };

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();

    private static void Fill(InferenceEngine engine, int batch, int context, int tokens)
    {
        for (var i = 0; i < batch; i++)
        {
            engine.Add(new GenerationRequest
            {
                Key = new SequenceKey(i, 0),
                PromptTokenIds = [.. Enumerable.Range(0, context).Select(p => (p + i) % 1000)],
                Seed = (ulong)i,
                Sampling = new SamplingParams { MaxTokens = tokens, StopTokenIds = [] },
            });
        }

        // Shorter sequences wait for the last prompt: contexts differ by a few tokens at most when all decode.
        while (engine.WaitingCount > 0)
            _ = engine.Step();
    }

    private DecodePoint Point(EnginePrecision precision, int batch, int context, double seconds)
    {
        var size = precision == EnginePrecision.Bf16 ? 2 : 4;
        var cache = 2.0 * shape.Config.LayerCount * shape.Config.KeyValueSize * batch * context;
        return new DecodePoint(shape.Name, precision, batch, context, seconds, batch / seconds,
            shape.MatrixFlops * batch / seconds, size * (shape.MatrixWeights + cache) / seconds, 0, 0);
    }
}
