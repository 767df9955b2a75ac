using OlmoRL.Reporting;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Issue 9, bar 1: the quickstart in one process, and over five on the same cores.</summary>
/// <remarks>
/// One process with two inference workers stands against a coordinator that trains, two inference and two verifier nodes, each a
/// process. Runs of the two kinds take turns, three seeds each.
/// </remarks>
internal sealed class SpreadProof
{
    private const string Command = "benchmarks/prove spread";
    private const string Recipe = "recipes/quickstart/rlvr.toml";
    private const int Port = 20_111;
    private const int Seeds = 3;

    /// <summary>Steps in which five processes compile what one compiles once.</summary>
    private const int WarmUp = 20;

    /// <summary>Steps whose reward counts.</summary>
    private const int LastSteps = 30;

    /// <summary>Student's t at 97.5 % for two times three runs: 4 degrees of freedom.</summary>
    private const double StudentT = 2.776;

    private static readonly string[] Roles = ["inference", "inference", "verifier", "verifier"];
    private readonly string _work = Directory.CreateTempSubdirectory("olmorl-spread-").FullName;
    private readonly List<Bar> _bars = [];

    /// <summary>About 18 minutes; 0 when every bar is met.</summary>
    public async Task<int> RunAsync()
    {
        var (one, five) = (new List<MetricsHistory>(), new List<MetricsHistory>());
        try
        {
            for (var seed = 1; seed <= Seeds; seed++)
            {
                one.Add(await RunAsync($"one-{seed}", seed, [], "--set", "rollout.inference_workers=2").ConfigureAwait(false));
                five.Add(await RunAsync($"five-{seed}", seed, Roles, "--set", "rollout.inference_workers=0", "--set", "reward.workers=1", "--set", $"cluster.port={Port}").ConfigureAwait(false));
                Console.WriteLine(FormattableString.Invariant(
                    $"seed {seed}: reward {Reward(one[^1]):F3} and {Reward(five[^1]):F3}, step {StepSeconds(one[^1]):F3} and {StepSeconds(five[^1]):F3} s"));
            }
        }
        finally
        {
            Directory.Delete(_work, recursive: true);
        }

        var (here, spread) = (Points(one), Points(five));
        var difference = spread.Average() - here.Average();
        var margin = StudentT * Math.Sqrt((Variance(here) + Variance(spread)) / Seeds);
        Add("1 reward of the last 30 steps, five processes less one", FormattableString.Invariant(
                $"{difference:F1} points ± {margin:F1} ({string.Join(", ", spread.Select(p => p.ToString("F1", null)))} against {string.Join(", ", here.Select(p => p.ToString("F1", null)))})"),
            "an interval that holds 0, narrower than ± 8", Math.Abs(difference) <= margin && margin < 8);
        double[] overheads = [.. one.Zip(five, (a, b) => StepSeconds(b) / StepSeconds(a) - 1)];
        var overhead = overheads.Order().ElementAt(Seeds / 2);
        Add("1 a step over five processes", FormattableString.Invariant(
                $"{100 * overhead:F1} % longer, median of {string.Join(", ", overheads.Select(o => $"{100 * o:F1}"))} (mean of steps {WarmUp + 1} and later; {one.Average(StepSeconds):F2} s in one process)"),
            "under 10 %", overhead < 0.1);
        var commit = (await CommandRun.StartAsync(Checkout.Root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        ProofFile.Write(Path.Combine(Checkout.Root, "benchmarks", "results"), "spread", _bars, commit);
        return _bars.All(b => b.Met) ? 0 : 1;
    }

    private async Task<MetricsHistory> RunAsync(string name, int seed, IEnumerable<string> nodes, params string[] settings)
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

    private static double Reward(MetricsHistory history) => history.Series("rollout/reward_mean").Values.TakeLast(LastSteps).Average();

    private static double StepSeconds(MetricsHistory history) => history.Series("time/step_seconds").Values.Skip(WarmUp).Average();

    private static double[] Points(IEnumerable<MetricsHistory> runs) => [.. runs.Select(r => 100 * Reward(r))];

    private static double Variance(double[] values) => values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1);

    private void Add(string name, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, Command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
