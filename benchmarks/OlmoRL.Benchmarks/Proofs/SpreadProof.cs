using OlmoRL.Reporting;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Issue 9, bar 1: what the quickstart reaches in one process, and over five. Runs of the two kinds take turns, three seeds each.</summary>
internal sealed class SpreadProof
{
    private const string Command = "benchmarks/prove spread";
    private const int Seeds = 3;

    /// <summary>Steps whose reward counts.</summary>
    private const int LastSteps = 30;

    /// <summary>Student's t at 97.5 % for two times three runs: 4 degrees of freedom.</summary>
    private const double StudentT = 2.776;

    /// <summary>About 18 minutes; 0 when the bar is met.</summary>
    public static async Task<int> RunAsync()
    {
        var (one, five) = (new List<double>(), new List<double>());
        using (var runs = new SpreadRuns())
        {
            for (var seed = 1; seed <= Seeds; seed++)
            {
                one.Add(Reward(await runs.OneAsync(seed).ConfigureAwait(false)));
                five.Add(Reward(await runs.FiveAsync(seed).ConfigureAwait(false)));
                Console.WriteLine(FormattableString.Invariant($"seed {seed}: reward {one[^1]:F1} and {five[^1]:F1} points"));
            }
        }

        var difference = five.Average() - one.Average();
        var margin = StudentT * Math.Sqrt((Variance(one) + Variance(five)) / Seeds);
        var bar = new Bar("1 reward of the last 30 steps, five processes less one", Command, FormattableString.Invariant(
                $"{difference:F1} points ± {margin:F1} ({string.Join(", ", five.Select(p => p.ToString("F1", null)))} against {string.Join(", ", one.Select(p => p.ToString("F1", null)))})"),
            "an interval that holds 0, narrower than ± 8", Math.Abs(difference) <= margin && margin < 8);
        Console.WriteLine($"{(bar.Met ? "met    " : "NOT MET")} {bar.Name}: {bar.Figure} ({bar.Required})");
        var commit = (await CommandRun.StartAsync(Checkout.Root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        ProofFile.Write(Path.Combine(Checkout.Root, "benchmarks", "results"), "spread", [bar], commit);
        return bar.Met ? 0 : 1;
    }

    private static double Reward(MetricsHistory history) => 100 * history.Series("rollout/reward_mean").Values.TakeLast(LastSteps).Average();

    private static double Variance(List<double> values) => values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Count - 1);
}
