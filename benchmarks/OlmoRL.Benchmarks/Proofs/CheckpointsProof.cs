using System.Globalization;
using System.Text.Json;
using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using static TorchSharp.torch;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Issue 3, bar 4: what it costs to open a 2 GB sharded checkpoint and to run one token.</summary>
internal sealed class CheckpointsProof(bool sample)
{
    private const int Repetitions = 9;
    private readonly List<Bar> _bars = [];

    /// <summary>Runs every bar; 0 when all are met.</summary>
    public async Task<int> RunAsync()
    {
        var work = Directory.CreateTempSubdirectory("olmorl-proof-").FullName;
        try
        {
            var folder = Path.Combine(work, "checkpoint");
            Generate(folder, layers: sample ? 1 : 9);
            var pairs = new List<(CheckpointOpening Opening, double ReadSeconds)>();
            for (var i = 0; i < (sample ? 1 : Repetitions); i++)
                pairs.Add((await OpenAsync(folder).ConfigureAwait(false), await ReadAsync(folder).ConfigureAwait(false)));
            Judge(pairs);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        if (sample)
            return _bars.All(b => b.Met) ? 0 : 1;
        var root = (await CommandRun.StartAsync(AppContext.BaseDirectory, "git", "rev-parse", "--show-toplevel").ConfigureAwait(false)).Succeeded().Output.Trim();
        var commit = (await CommandRun.StartAsync(root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        _ = Directory.CreateDirectory(Path.Combine(root, "benchmarks", "results"));
        ProofFile.Write(Path.Combine(root, "benchmarks", "results"), "checkpoints", _bars, commit);
        return _bars.All(b => b.Met) ? 0 : 1;
    }

    /// <summary>The 1B preset with fewer layers, bf16, in shards of 500 MB; values do not matter.</summary>
    private static void Generate(string folder, int layers)
    {
        TorchRuntime.Initialize();
        var config = TransformerConfig.Of(ModelPresets.Find("olmo3-1b")! with { Layers = layers });
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = new CausalLanguageModel(config, TransformerWeights.Allocate(config, ScalarType.BFloat16, CPU));
        foreach (var tensor in model.Weights.All)
            _ = tensor.fill_(0.01);
        CheckpointFolder.Save(folder, model, folder, new Provenance { Stage = "proof" }, new CheckpointOptions { MaxShardBytes = 500_000_000 });
    }

    private static async Task<CheckpointOpening> OpenAsync(string folder)
    {
        var run = await CommandRun.StartAsync(
            AppContext.BaseDirectory, "dotnet", typeof(CheckpointsProof).Assembly.Location, CheckpointOpening.Argument, folder).ConfigureAwait(false);
        return JsonSerializer.Deserialize<CheckpointOpening>(run.Succeeded().Output)!;
    }

    private static async Task<double> ReadAsync(string folder)
    {
        var run = await CommandRun.StartAsync(
            AppContext.BaseDirectory, "dotnet", typeof(CheckpointsProof).Assembly.Location, CheckpointOpening.ReadArgument, folder).ConfigureAwait(false);
        return double.Parse(run.Succeeded().Output, CultureInfo.InvariantCulture);
    }

    private void Judge(List<(CheckpointOpening Opening, double ReadSeconds)> pairs)
    {
        var weights = pairs[0].Opening.WeightBytes;
        var peak = pairs.Max(p => p.Opening.PeakResidentBytes);
        var ordered = pairs.OrderBy(p => p.Opening.OpenSeconds / p.ReadSeconds).ToArray();
        var ratios = ordered.Select(p => p.Opening.OpenSeconds / p.ReadSeconds).ToArray();
        var (median, read) = ordered[ordered.Length / 2];
        var command = $"benchmarks/prove checkpoints{(sample ? " --sample" : "")}";

        // The runtime and libtorch take 150 MB by themselves, which a small sample is not large enough to hide.
        Add("4 peak memory, open and one token", command, $"{peak / 1e9:F3} GB for {weights / 1e9:F3} GB of weights: {(double)peak / weights:F3}",
            sample ? "reported" : "at most 1.15", sample || peak <= 1.15 * weights);
        Add("4 time, open and one token", command,
            $"{median.OpenSeconds:F2} s, {median.LoadSeconds:F2} s of it loading, against {read:F2} s of reading the files into memory in a process of its own: {ratios[ratios.Length / 2]:F2} (median of {ratios.Length}, {ratios[0]:F2} to {ratios[^1]:F2}); reading into memory that is written again and again: {median.ReusedSeconds:F2} s, through a small buffer: {median.StreamSeconds:F2} s",
            sample ? "reported" : "at most 1.5", sample || ratios[ratios.Length / 2] <= 1.5);
    }

    private void Add(string name, string command, FormattableString figure, string required, bool met)
    {
        var text = figure.ToString(CultureInfo.InvariantCulture);
        _bars.Add(new Bar(name, command, text, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {text} ({required})");
    }
}
