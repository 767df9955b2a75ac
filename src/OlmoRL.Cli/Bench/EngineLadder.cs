using System.Diagnostics;
using OlmoRL.Inference;
using OlmoRL.Models;
using OlmoRL.Recipes;
using OlmoRL.Rollouts;
using static TorchSharp.torch;

namespace OlmoRL.Cli.Bench;

/// <summary>The engine alone, one core, over sequences of given lengths.</summary>
internal static class EngineLadder
{
    /// <summary>Tokens a second over all the lengths.</summary>
    public static double TokensPerSecond(TransformerConfig config, BatchingKind batching, int slots, IReadOnlyList<int> lengths)
    {
        var options = new EngineOptions { MaxRunning = slots, MaxLength = lengths.Max() + 1, Batching = batching };
        using var model = TransformerWeights.Initialize(config, 1, CPU);
        using var weights = EngineBackend.AllocateWeights(config, options);
        weights.CopyFrom(model);
        using var engine = new InferenceEngine(options, EngineBackend.CreateRunner(config, options));
        engine.UpdateWeights(PolicyVersion.Start, weights);
        for (var i = 0; i < lengths.Count; i++)
        {
            engine.Add(new GenerationRequest
            {
                Key = new SequenceKey(i, 0),
                PromptTokenIds = [1],
                Seed = (ulong)i,
                Sampling = new SamplingParams { MaxTokens = lengths[i], StopTokenIds = [] },
            });
        }

        var began = Stopwatch.GetTimestamp();
        while (engine.HasWork)
            _ = engine.Step();
        return lengths.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Time of a decode step of n rows, between measured ones on a line.</summary>
    public static Func<int, double> StepSeconds(TransformerConfig config, int slots)
    {
        using var bench = new DecodeBench(new BenchShape("", config, int.MaxValue), threads: 1);
        int[] rows = [.. new[] { 1, 8, 32, 128, 256 }.Where(n => n < slots), slots];
        double[] seconds = [.. rows.Select(n => bench.Measure(EnginePrecision.Fp32, n, 64, 24).StepSeconds)];
        return n =>
        {
            var i = Math.Max(1, Array.FindIndex(rows, r => r >= n));
            var share = (double)(n - rows[i - 1]) / (rows[i] - rows[i - 1]);
            return n <= 1 ? seconds[0] : seconds[i - 1] + share * (seconds[i] - seconds[i - 1]);
        };
    }
}
