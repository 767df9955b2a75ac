using System.Diagnostics;
using System.Text.Json;
using OlmoRL.Models.Attention;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>One process's opening of a checkpoint and its first token, beside plain reading of the same files.</summary>
/// <param name="WeightBytes">Of the tensors.</param>
/// <param name="ReadSeconds">Reading every file whole into fresh memory, page cache warm, best of three.</param>
/// <param name="StreamSeconds">The same through one buffer of 1 MB, which never leaves the cores' caches: nothing is kept.</param>
/// <param name="TouchSeconds">First touch of as much memory as the weights take, with nothing read into it.</param>
/// <param name="OpenSeconds">Load and one forward pass of one token; libtorch and its scripts were started before.</param>
/// <param name="LoadSeconds">Of those, loading.</param>
/// <param name="PeakResidentBytes">The process's largest resident memory up to then, runtime and libtorch included.</param>
internal sealed record CheckpointOpening(
    long WeightBytes, double ReadSeconds, double StreamSeconds, double TouchSeconds, double OpenSeconds, double LoadSeconds, long PeakResidentBytes)
{
    /// <summary>What makes the benchmark program measure instead of benchmark.</summary>
    public const string Argument = "open-checkpoint";

    /// <summary>Measures in this process, which must be a fresh one.</summary>
    public static CheckpointOpening Measure(string folder)
    {
        TorchRuntime.Initialize();
        StartScripts();
        var touch = Touch(Directory.EnumerateFiles(folder, "*.safetensors").Sum(f => new FileInfo(f).Length));
        var stream = Enumerable.Range(0, 3).Min(_ => Stream(folder)); // which warms the page cache
        var began = Stopwatch.GetTimestamp();
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = CheckpointFolder.Load(folder, null, CPU);
        var load = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var token = zeros(1, 1, dtype: ScalarType.Int64);
        var logits = model.Logits(model.Forward(token, token, new PackedRowAttention(model.Config, token)));
        _ = logits.argmax().item<long>();
        var open = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var bytes = model.Weights.All.Sum(t => t.numel() * t.element_size());
        var peak = PeakResident();
        var read = Enumerable.Range(0, 3).Min(_ => ReadAll(folder)); // last: the allocator may keep what it takes
        return new CheckpointOpening(bytes, read, stream, touch, open, load, peak);
    }

    public string ToJson() => JsonSerializer.Serialize(this);

    private static void StartScripts()
    {
        var config = Models.TransformerConfig.Of(Recipes.ModelPresets.Find("quickstart")!);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = new Models.CausalLanguageModel(config, Models.TransformerWeights.Initialize(config, 1, CPU));
        var token = zeros(1, 1, dtype: ScalarType.Int64);
        for (var i = 0; i < 3; i++)
            _ = model.Logits(model.Forward(token, token, new PackedRowAttention(config, token)));
    }

    /// <summary>
    /// A virtual machine may take memory from its host only when it is touched, which is then what is timed. This takes
    /// it once before, and says what it cost.
    /// </summary>
    private static double Touch(long bytes)
    {
        var began = Stopwatch.GetTimestamp();
        using var memory = zeros(bytes, dtype: ScalarType.Byte);
        _ = memory.fill_(1);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double ReadAll(string folder)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var path in Directory.EnumerateFiles(folder, "*.safetensors"))
        {
            using var file = File.OpenHandle(path);
            using var whole = empty(RandomAccess.GetLength(file), dtype: ScalarType.Byte); // one shard at a time: the peak is not to be its doing
            var memory = whole.bytes;
            for (int at = 0, read; (read = RandomAccess.Read(file, memory[at..], at)) > 0; at += read)
            {
            }
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Stream(string folder)
    {
        var began = Stopwatch.GetTimestamp();
        var buffer = new byte[1 << 20];
        foreach (var path in Directory.EnumerateFiles(folder, "*.safetensors"))
        {
            using var file = File.OpenHandle(path);
            for (long at = 0, read; (read = RandomAccess.Read(file, buffer, at)) > 0; at += read)
            {
            }
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static long PeakResident() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        System.Globalization.CultureInfo.InvariantCulture);
}
