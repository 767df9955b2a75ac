using System.Diagnostics;
using System.Text.Json;
using OlmoRL.Models.Attention;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>One process's opening of a checkpoint and its first token, beside plain reading of the same files.</summary>
/// <param name="WeightBytes">Of the tensors.</param>
/// <param name="ReusedSeconds">Reading file after file into one piece of memory that was written before, page cache warm.</param>
/// <param name="StreamSeconds">The same through one buffer of 1 MB, which never leaves the cores' caches: nothing is kept.</param>
/// <param name="OpenSeconds">Load and one forward pass of one token; libtorch and its scripts were started before.</param>
/// <param name="LoadSeconds">Of those, loading.</param>
/// <param name="PeakResidentBytes">The process's largest resident memory up to then, runtime and libtorch included.</param>
internal sealed record CheckpointOpening(
    long WeightBytes, double ReusedSeconds, double StreamSeconds, double OpenSeconds, double LoadSeconds, long PeakResidentBytes)
{
    /// <summary>What makes the benchmark program open a checkpoint.</summary>
    public const string Argument = "open-checkpoint";

    /// <summary>What makes it read the files only; it writes the seconds.</summary>
    public const string ReadArgument = "read-checkpoint";

    /// <summary>Measures in this process, which must be a fresh one.</summary>
    public static CheckpointOpening Measure(string folder)
    {
        TorchRuntime.Initialize();
        StartScripts();
        var stream = Enumerable.Range(0, 3).Min(_ => Stream(folder)); // which warms the page cache
        HostMemory.Claim(SizeOf(folder));
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
        var reused = Enumerable.Range(0, 3).Min(_ => ReadAll(folder, keep: false)); // last: the allocator may keep what it takes
        return new CheckpointOpening(bytes, reused, stream, open, load, peak);
    }

    /// <summary>Seconds of reading the files into memory that is kept, all of it, in a process that does nothing else.</summary>
    public static double MeasureReading(string folder)
    {
        TorchRuntime.Initialize();
        _ = Stream(folder);
        HostMemory.Claim(SizeOf(folder));
        using var scope = NewDisposeScope();
        return ReadAll(folder, keep: true);
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

    private static long SizeOf(string folder) => Directory.EnumerateFiles(folder, "*.safetensors").Sum(f => new FileInfo(f).Length);

    private static double ReadAll(string folder, bool keep)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var path in Directory.EnumerateFiles(folder, "*.safetensors"))
        {
            using var file = File.OpenHandle(path);
            var whole = empty(RandomAccess.GetLength(file), dtype: ScalarType.Byte);
            var memory = whole.bytes;
            for (int at = 0, read; (read = RandomAccess.Read(file, memory[at..], at)) > 0; at += read)
            {
            }

            if (!keep)
                whole.Dispose();
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
