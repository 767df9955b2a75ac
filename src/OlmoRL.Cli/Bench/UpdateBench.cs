using System.Diagnostics;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Models.Weights;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using static TorchSharp.torch;

namespace OlmoRL.Cli.Bench;

/// <summary>What a weight update costs.</summary>
/// <param name="Shape">Which model.</param>
/// <param name="Precision">Of the engine.</param>
/// <param name="StepSeconds">Median decode step at batch 16.</param>
/// <param name="PauseP50">Median time of adopting a version between two steps, seconds.</param>
/// <param name="PauseP99">99th percentile of the same.</param>
/// <param name="PublishSeconds">Median of copying, casting, laying out and digesting on the publisher's thread.</param>
/// <param name="PublishRate">Bytes of the source a second.</param>
/// <param name="CopyShare">Of copying the same bytes with one core in the same run.</param>
internal sealed record UpdateResult(
    string Shape, EnginePrecision Precision, double StepSeconds, double PauseP50, double PauseP99, double PublishSeconds,
    double PublishRate, double CopyShare);

/// <summary>In-flight updates of an engine at batch 16: its pause, and the publisher's speed.</summary>
internal static class UpdateBench
{
    private const int Batch = 16;
    private static readonly TimeSpan CompilingTime = TimeSpan.FromSeconds(1);

    /// <summary>Measures one shape.</summary>
    public static UpdateResult Measure(BenchShape shape, EnginePrecision precision, int updates, MachinePeaks peaks)
    {
        var options = new EngineOptions { MaxRunning = Batch, MaxLength = 3 * updates + 100, Precision = precision };
        using var source = TransformerWeights.Initialize(shape.Config, 1, CPU);
        using var store = new SharedWeightStore(() => EngineBackend.AllocateWeights(shape.Config, options));
        _ = store.Publish(PolicyVersion.Start, source);
        using var engine = new InferenceEngine(options, EngineBackend.CreateRunner(shape.Config, options));
        var lease = store.AcquireNewest();
        engine.UpdateWeights(lease.Version, lease.Weights);
        for (var i = 0; i < Batch; i++)
        {
            engine.Add(new GenerationRequest
            {
                Key = new SequenceKey(i, 0),
                PromptTokenIds = [1, 2, 3],
                Seed = 1,
                Sampling = new SamplingParams { MaxTokens = 3 * updates + 50, StopTokenIds = [] },
            });
        }

        for (var i = 0; i < 10; i++)
            _ = engine.Step();
        Compile(() => store.Publish(PolicyVersion.Start, source));
        var (steps, pauses, publishes) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 1; i <= updates; i++)
        {
            publishes.Add(Time(() => store.Publish(new PolicyVersion(i), source)));
            _ = engine.Step();
            steps.Add(Time(() => engine.Step()));
            pauses.Add(Time(() => lease = Adopt(store, engine, lease)));
            _ = engine.Step();
        }

        lease.Dispose();
        var bytes = 4.0 * source.All.Sum(t => t.numel());
        var publish = Quantile(publishes, 0.5);
        return new UpdateResult(shape.Name, precision, Quantile(steps, 0.5), Quantile(pauses, 0.5), Quantile(pauses, 0.99),
            publish, bytes / publish, bytes / publish / peaks.CopyBandwidth);
    }

    /// <summary>The runtime replaces its first, slow code after 30 calls and a tenth of a second without new methods; a run is longer than that.</summary>
    private static void Compile(Action publish)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < CompilingTime)
            publish();
    }

    private static IWeightLease Adopt(SharedWeightStore store, InferenceEngine engine, IWeightLease old)
    {
        var lease = store.AcquireNewest();
        engine.UpdateWeights(lease.Version, lease.Weights);
        old.Dispose();
        return lease;
    }

    private static double Time(Action action)
    {
        var began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Quantile(List<double> values, double quantile)
    {
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)(quantile * values.Count))];
    }
}
