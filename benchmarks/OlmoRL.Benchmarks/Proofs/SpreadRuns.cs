using OlmoRL.Reporting;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>The quickstart in one process with two inference workers, and over five: a coordinator that trains, two inference and two verifier nodes.</summary>
internal sealed class SpreadRuns : IDisposable
{
    private const string Recipe = "recipes/quickstart/rlvr.toml";
    private const int Port = 20_111;
    private static readonly string[] Roles = ["inference", "inference", "verifier", "verifier"];
    private readonly string _work = Directory.CreateTempSubdirectory("olmorl-spread-").FullName;

    /// <summary>In one process.</summary>
    public Task<MetricsHistory> OneAsync(int seed, params string[] settings) => RunAsync($"one-{seed}", seed, [], ["--set", "rollout.inference_workers=2", .. settings]);

    /// <summary>Over five.</summary>
    public Task<MetricsHistory> FiveAsync(int seed, params string[] settings) => RunAsync(
        $"five-{seed}", seed, Roles, ["--set", "rollout.inference_workers=0", "--set", "reward.workers=1", "--set", $"cluster.port={Port}", .. settings]);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_work, recursive: true);

    private async Task<MetricsHistory> RunAsync(string name, int seed, IEnumerable<string> nodes, string[] settings)
    {
        var folder = Path.Combine(_work, name);
        string[] shared = [Recipe, "--set", $"seed={seed}", .. settings];
        var run = OlmorlAsync(["rlvr", .. shared, "--set", $"directory={folder}"]);
        var others = nodes.Select(role => OlmorlAsync(["node", .. shared, "--seed", $"127.0.0.1:{Port}", "--role", role])).ToArray();
        _ = (await run.ConfigureAwait(false)).Succeeded();
        foreach (var other in others)
            _ = (await other.ConfigureAwait(false)).Succeeded();
        return new MetricsHistory(Path.Combine(folder, "metrics.jsonl"));
    }

    private static Task<CommandRun> OlmorlAsync(string[] arguments) => CommandRun.StartAsync(Checkout.Root, Path.Combine(Checkout.Root, "olmorl"), arguments);
}
