using System.Globalization;
using System.Text.Json;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Issue 9, bar 4: two learners beside one, on the quickstart and as processes under mpirun.</summary>
internal sealed class LearnersProof
{
    private const int Steps = 4;
    private const double Tolerance = 1e-5;
    private const double LargestShare = 0.55;
    private readonly List<Bar> _bars = [];

    /// <summary>Runs both bars; 0 when they are met.</summary>
    public async Task<int> RunAsync()
    {
        var work = Directory.CreateTempSubdirectory("olmorl-learners-").FullName;
        try
        {
            TorchRuntime.Initialize(1);
            var (one, two) = (Path.Combine(work, "one"), Path.Combine(work, "two"));
            await TrainAsync(one, 1).ConfigureAwait(false);
            await TrainAsync(two, 2).ConfigureAwait(false);
            Compare(one, two);
            var commit = (await CommandRun.StartAsync(Checkout.Root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
            ProofFile.Write(Path.Combine(Checkout.Root, "benchmarks", "results"), "learners", _bars, commit);
            return _bars.All(b => b.Met) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Synchronous, so that both draw the same samples as long as their weights agree.</summary>
    private static async Task TrainAsync(string directory, int learners) => _ = (await CommandRun.StartAsync(
        Checkout.Root, Path.Combine(Checkout.Root, "olmorl"), "rlvr", "recipes/quickstart/rlvr.toml", "--set", $"directory={directory}", "--set", $"trainer.steps={Steps}",
        "--set", "rollout.max_staleness=0", "--set", "trainer.micro_batch_tokens=1024", "--set", "threads=1", "--set", $"trainer.learners={learners}")
        .ConfigureAwait(false)).Succeeded();

    private void Compare(string one, string two)
    {
        var (alone, together) = (Metrics(one), Metrics(two));
        var norm = alone.Zip(together).Max(p => Relative(p.First, p.Second, "policy/gradient_norm"));
        var loss = alone.Zip(together).Max(p => Math.Abs(p.First["policy/loss"] - p.Second["policy/loss"]));
        Add("4 gradients of two learners", $"gradient norm off by {norm:E1} of itself, loss by {loss:E1}, weights after {Steps} steps by {Weights(one, two):E1} of the largest",
            "at most 1e-5", norm <= Tolerance && loss <= Tolerance && Weights(one, two) <= Tolerance);
        var share = together[0]["learner/optimizer_bytes"] / alone[0]["learner/optimizer_bytes"];
        Add("4 optimizer memory of a learner", $"{share:P1} of one learner's {alone[0]["learner/optimizer_bytes"] / 1e6:F2} MB", "at most 55 %", share <= LargestShare);
    }

    private static double Relative(Dictionary<string, double> a, Dictionary<string, double> b, string name) => Math.Abs(a[name] - b[name]) / Math.Abs(a[name]);

    private static double Weights(string one, string two)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var a = CheckpointFolder.Load(Path.Combine(one, "checkpoints", "final"), ScalarType.Float32, CPU);
        using var b = CheckpointFolder.Load(Path.Combine(two, "checkpoints", "final"), ScalarType.Float32, CPU);
        return a.Weights.All.Zip(b.Weights.All).Max(p => (p.First - p.Second).abs().max().item<float>() / p.First.abs().max().item<float>());
    }

    private static Dictionary<string, double>[] Metrics(string directory) =>
    [
        .. File.ReadLines(Path.Combine(directory, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.EnumerateObject()
            .Where(p => p.Value.ValueKind == JsonValueKind.Number).ToDictionary(p => p.Name, p => p.Value.GetDouble())),
    ];

    private void Add(string name, FormattableString figure, string required, bool met)
    {
        var text = figure.ToString(CultureInfo.InvariantCulture);
        _bars.Add(new Bar(name, "benchmarks/prove learners", text, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {text} ({required})");
    }
}
