using OlmoRL.Runs;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Issue 9, bar 2: runs whose processes are killed or stopped.</summary>
internal sealed class ClusterProof(bool sample)
{
    // Below the ports that Linux gives to outgoing connections.
    private const int FirstPort = 8_000;
    private const int Ports = 6_000;
    private readonly List<Bar> _bars = [];
    private readonly string _command = "benchmarks/prove cluster" + (sample ? " --sample" : "");

    /// <summary>Runs every bar; 0 when all are met.</summary>
    public async Task<int> RunAsync()
    {
        await ProveChaosAsync(sample ? 5 : 50).ConfigureAwait(false);
        if (!sample)
        {
            var commit = (await CommandRun.StartAsync(Checkout.Root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
            ProofFile.Write(Path.Combine(Checkout.Root, "benchmarks", "results"), "cluster", _bars, commit);
        }

        return _bars.All(b => b.Met) ? 0 : 1;
    }

    /// <summary>Bar 2.</summary>
    private async Task ProveChaosAsync(int count)
    {
        var (work, random) = (Directory.CreateTempSubdirectory("olmorl-chaos-").FullName, new SeedSequence(9).Stream("chaos"));
        var (problems, recoveries) = (new List<string>(), new List<double>());
        try
        {
            for (var i = 0; i < count; i++)
            {
                using var run = new ChaosRun(Checkout.Root, Path.Combine(work, $"run-{i}"), FirstPort + (2 * random.Next(Ports)));
                var blow = (Blow)(i % Enum.GetValues<Blow>().Length);
                var problem = await run.RunAsync(blow, random).ConfigureAwait(false);
                if (problem is not null)
                    problems.Add($"run {i}: {problem}");
                recoveries.Add(run.Recovery.TotalSeconds);
                Console.WriteLine(FormattableString.Invariant($"chaos {i + 1}/{count}: {blow}, {problem ?? "well"}, next step after {run.Recovery.TotalSeconds:F1} s"));
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        recoveries.Sort();
        Add("2 runs with a process killed or stopped", $"{count - problems.Count} of {count} end, none missing, none twice{string.Concat(problems.Take(3).Select(p => $"; {p}"))}", "all", problems.Count == 0);
        Add("2 time to the next step", FormattableString.Invariant($"p50 {recoveries[recoveries.Count / 2]:F1} s, p95 {recoveries[(int)(0.95 * recoveries.Count)]:F1} s (silence allowed: 3 s)"), "reported", true);
    }

    private void Add(string name, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, _command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
