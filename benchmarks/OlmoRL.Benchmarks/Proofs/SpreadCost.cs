using OlmoRL.Reporting;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Issue 9, bar 1: how much longer a step takes over five processes than in one, on the same cores.</summary>
/// <remarks>
/// The learning rate is next to nothing, so that all runs go on doing alike work: what a step of the quickstart costs depends on how
/// many groups are solved already, which differs from run to run.
/// </remarks>
internal sealed class SpreadCost
{
    private const string Command = "benchmarks/prove spread-cost";
    private const int Pairs = 3;
    private const int Steps = 60;

    /// <summary>Steps in which five processes compile what one compiles once.</summary>
    private const int WarmUp = 20;

    private static readonly string[] Settings = ["--set", $"trainer.steps={Steps}", "--set", "trainer.optimizer.learning_rate=1e-12"];

    /// <summary>About 8 minutes; 0 when the bar is met.</summary>
    public static async Task<int> RunAsync()
    {
        var (one, five) = (new List<double>(), new List<double>());
        using (var runs = new SpreadRuns())
        {
            for (var seed = 1; seed <= Pairs; seed++)
            {
                one.Add(StepSeconds(await runs.OneAsync(seed, Settings).ConfigureAwait(false)));
                five.Add(StepSeconds(await runs.FiveAsync(seed, Settings).ConfigureAwait(false)));
                Console.WriteLine(FormattableString.Invariant($"pair {seed}: {one[^1]:F3} and {five[^1]:F3} s a step"));
            }
        }

        double[] overheads = [.. one.Zip(five, (a, b) => (b / a) - 1)];
        var overhead = overheads.Order().ElementAt(Pairs / 2);
        var bar = new Bar("1 a step over five processes", Command, FormattableString.Invariant(
                $"{100 * overhead:F1} % longer, median of {string.Join(", ", overheads.Select(o => (100 * o).ToString("F1", null)))} (mean of steps {WarmUp + 1} to {Steps}; {one.Average():F2} s in one process)"),
            "under 10 %", overhead < 0.1);
        Console.WriteLine($"{(bar.Met ? "met    " : "NOT MET")} {bar.Name}: {bar.Figure} ({bar.Required})");
        var commit = (await CommandRun.StartAsync(Checkout.Root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        ProofFile.Write(Path.Combine(Checkout.Root, "benchmarks", "results"), "spread-cost", [bar], commit);
        return bar.Met ? 0 : 1;
    }

    private static double StepSeconds(MetricsHistory history) => history.Series("time/step_seconds").Values.Skip(WarmUp).Average();
}
