using System.Diagnostics;
using OlmoRL.Batching;
using OlmoRL.Models;
using OlmoRL.Runs;
using OlmoRL.Training;
using OlmoRL.Training.Forward;
using OlmoRL.Training.Optimization;
using static TorchSharp.torch;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>What training steps cost on one shape.</summary>
/// <param name="Seconds">Median of a step, optimizer included.</param>
/// <param name="FlopsPerSecond">6 per weight and token plus attention, over the median.</param>
/// <param name="PeakFlopsPerSecond">Of a matrix product of the same type, measured between the steps.</param>
/// <param name="ActivationBytes">Peak resident memory of a step above what is there between steps.</param>
internal sealed record TrainingStepFigures(
    double Seconds, double FlopsPerSecond, double PeakFlopsPerSecond, long ActivationBytes)
{
    /// <summary>Share of the peak.</summary>
    public double Share => FlopsPerSecond / PeakFlopsPerSecond;
}

/// <summary>Measures training steps of 8,192 packed tokens in bf16 beside the matrix product's peak.</summary>
internal sealed class TrainingStepMeasurement(TransformerConfig config, int tokens, int steps)
{
    private const int RowLength = 2048;
    private const int ClearPeak = 5;

    /// <summary>12 layers, 768 wide, 12 heads, FFN 2048, vocabulary 32000.</summary>
    public static readonly TransformerConfig Shape110M = Shape(12, 768, 12, 2048, 32_000);

    /// <summary>6 layers, 256 wide, 4 heads, FFN 1024, vocabulary 2048.</summary>
    public static readonly TransformerConfig Shape7M = Shape(6, 256, 4, 1024, 2048);

    /// <summary>Takes the steps.</summary>
    public TrainingStepFigures Run(bool checkpointing)
    {
        using var scope = NewDisposeScope();
        using var model = new CausalLanguageModel(config, TransformerWeights.Initialize(config, 1, CPU));
        using var learner = new SupervisedLearner(model,
            new ModelOptimizerOptions { ComputeType = ScalarType.BFloat16 },
            new ForwardOptions { Checkpointing = checkpointing });
        var batch = Batch();
        _ = learner.Step([batch], 1e-5); // compiles the scripts, makes gradients and moments
        List<double> seconds = [], peaks = [GemmPeak()];
        for (var i = 0; i < steps; i++)
        {
            var began = Stopwatch.GetTimestamp();
            _ = learner.Step([batch], 1e-5);
            seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            peaks.Add(GemmPeak());
        }

        // A step of its own: memory given back before it has to be taken again, which costs time.
        var before = ResetPeakResident();
        _ = learner.Step([batch], 1e-5);
        var memory = PeakResident() - before;
        var median = Median(seconds);
        return new TrainingStepFigures(median, Flops(batch) / median, Median(peaks), memory);
    }

    private static TransformerConfig Shape(int layers, int hidden, int heads, int inner, int vocabulary) => new()
    {
        VocabularySize = vocabulary,
        HiddenSize = hidden,
        IntermediateSize = inner,
        LayerCount = layers,
        HeadCount = heads,
        KeyValueHeadCount = heads,
        MaxPositions = RowLength,
        SlidingWindow = RowLength,
    };

    /// <summary>Documents of 256 to 2,048 tokens, every token trained, packed.</summary>
    private PackedBatch Batch()
    {
        var random = new SeedSequence(3).Stream("tokens");
        List<TrainingSample> samples = [];
        for (var left = tokens; left > 0;)
        {
            var length = Math.Min(left, 256 << (samples.Count % 4));
            samples.Add(new TrainingSample
            {
                TokenIds = [.. Enumerable.Range(0, length).Select(_ => random.Next(config.VocabularySize))],
                Trained = [.. Enumerable.Repeat(true, length)],
            });
            left -= length;
        }

        return SequencePacker.Pack(samples, Math.Min(RowLength, tokens), 0);
    }

    private double Flops(PackedBatch batch)
    {
        var weights = config.ParameterCount - (double)config.VocabularySize * config.HiddenSize; // the embedding is no product
        var pairs = batch.Positions.Zip(batch.Documents).Where(t => t.Second != 0).Sum(t => t.First + 1.0);
        return 6 * weights * batch.TokenCount + 3 * 4 * pairs * config.HiddenSize * config.LayerCount;
    }

    /// <summary>The best of several shapes, each the median of three.</summary>
    private static double GemmPeak()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var best = 0.0;
        foreach (var (m, k, n) in ((int, int, int)[])[(2048, 2048, 2048), (8192, 768, 2304), (8192, 2048, 768), (4096, 1024, 4096)])
        {
            using var product = NewDisposeScope();
            var (a, b) = (rand(m, k, dtype: ScalarType.BFloat16), rand(n, k, dtype: ScalarType.BFloat16));
            List<double> seconds = [];
            for (var i = 0; i < 3; i++)
            {
                var began = Stopwatch.GetTimestamp();
                using var c = nn.functional.linear(a, b);
                seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            }

            best = Math.Max(best, 2.0 * m * k * n / Median(seconds));
        }

        return best;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Gives freed memory back and lets the kernel forget the largest resident size; returns the present one.</summary>
    private static long ResetPeakResident()
    {
        _ = TrimHeap(0);
        File.WriteAllText("/proc/self/clear_refs", $"{ClearPeak}");
        return Status("VmRSS:");
    }

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "malloc_trim")]
    [System.Runtime.InteropServices.DefaultDllImportSearchPaths(System.Runtime.InteropServices.DllImportSearchPath.SafeDirectories)]
    private static extern int TrimHeap(nuint pad);

    private static long PeakResident() => Status("VmHWM:");

    private static long Status(string field) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal))[field.Length..^2].Trim(),
        System.Globalization.CultureInfo.InvariantCulture);
}
