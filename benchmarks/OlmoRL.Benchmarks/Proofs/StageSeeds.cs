using OlmoRL.Evaluation;
using OlmoRL.Reporting;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Bar 4 of the stages: what fine-tuning, preference learning and RLVR each bring on the quickstart, over three seeds.</summary>
/// <remarks>
/// Differences of held-out pass@1 are paired by problem. Intervals over all seeds resample the problems of every seed
/// together: they hold for these seeds. A claim is settled where its interval excludes 0, either way; else it is called
/// inconclusive.
/// </remarks>
internal sealed class StageSeeds
{
    private const int SeedCount = 3;
    private const double Seconds = 480;
    private const string Flow = "recipes/quickstart/full-flow.toml";
    private const string Controls = "recipes/quickstart/control-flow.toml";

    /// <summary>Issue 7 asks for one of them.</summary>
    private static readonly string[] PreferenceClaims = ["DPO on the pairs raises SFT", "DPO raises what RLVR reaches"];

    private static readonly (string Claim, string From, string To)[] Claims =
    [
        ("SFT raises the base", "base", "after-sft"),
        (PreferenceClaims[0], "after-sft", "after-dpo"),
        (PreferenceClaims[1], "after-rlvr-from-sft", "after-rlvr"),
        ("SFT again on the chosen answers", "after-sft", "after-sft-chosen"),
        ("DPO brings more than SFT on the chosen answers", "after-sft-chosen", "after-dpo"),
    ];

    private readonly List<Bar> _bars = [];

    /// <summary>Runs the flow and its controls with each seed, about 45 minutes on two cores; 0 when every bar is met.</summary>
    public async Task<int> RunAsync()
    {
        var work = Directory.CreateTempSubdirectory("olmorl-stages-").FullName;
        try
        {
            var seeds = new List<Dictionary<string, EvaluationReport>>();
            for (var seed = 1; seed <= SeedCount; seed++)
            {
                seeds.Add(await RunAsync(Path.Combine(work, $"{seed}"), seed).ConfigureAwait(false));
                foreach (var (claim, from, to) in Claims)
                {
                    var figure = Figure(seeds[^1][from], seeds[^1][to]);
                    Add(new Bar($"4 {claim}, seed {seed}", $"{from} to {to}", figure.Text, "reported", true));
                }
            }

            var all = Claims.Select(c => (c.Claim, c.From, c.To, Figure: Figure(Joined(seeds, c.From), Joined(seeds, c.To)))).ToList();
            var isPreferenceSettled = all.Any(c => PreferenceClaims.Contains(c.Claim) && c.Figure.IsSettled);
            foreach (var (claim, from, to, figure) in all)
            {
                var isOneOfTwo = PreferenceClaims.Contains(claim);
                Add(new Bar($"4 {claim}, all seeds", $"{from} to {to}", figure.Text,
                    isOneOfTwo ? "of the two claims for DPO, one interval that excludes 0" : "an interval that excludes 0",
                    isOneOfTwo ? isPreferenceSettled : figure.IsSettled));
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        var commit = (await CommandRun.StartAsync(Checkout.Root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded();
        ProofFile.Write(Path.Combine(Checkout.Root, "benchmarks", "results"), "stage-seeds", _bars, commit.Output.Trim());
        return _bars.All(b => b.Met) ? 0 : 1;
    }

    private void Add(Bar bar)
    {
        _bars.Add(bar);
        Console.WriteLine($"{(bar.Met ? "met    " : "NOT MET")} {bar.Name}: {bar.Figure} ({bar.Required})");
    }

    private async Task<Dictionary<string, EvaluationReport>> RunAsync(string folder, int seed)
    {
        var (main, controls) = (Path.Combine(folder, "flow"), Path.Combine(folder, "controls"));
        var flow = await OlmorlAsync(
            "flow", Flow, "--set", $"directory={main}", "--set", $"rejection.seed={seed}", "--set", $"sft.seed={seed}",
            "--set", $"pairs.seed={seed + 10}", "--set", $"dpo.seed={seed}", "--set", $"rlvr.seed={seed}").ConfigureAwait(false);
        Add(new Bar($"4 time, seed {seed}", $"./olmorl flow {Flow}", FormattableString.Invariant($"{flow.TotalSeconds:F0} s"),
            "at most 480 s", flow.TotalSeconds <= Seconds));
        _ = await OlmorlAsync(
            "flow", Controls, "--set", $"directory={controls}", "--set", $"base={main}",
            "--set", $"sft-chosen.seed={seed}", "--set", $"rlvr-from-sft.seed={seed}").ConfigureAwait(false);
        return Claims.SelectMany(c => (string[])[c.From, c.To]).Distinct().ToDictionary(stage => stage, stage => EvaluationReport.Read(
            new[] { main, controls }.Select(run => Path.Combine(run, stage, "evaluation.json")).First(File.Exists)));
    }

    private static async Task<TimeSpan> OlmorlAsync(params string[] arguments) =>
        (await CommandRun.StartAsync(Checkout.Root, Path.Combine(Checkout.Root, "olmorl"), arguments).ConfigureAwait(false)).Succeeded().Elapsed;

    private static EvaluationReport Joined(List<Dictionary<string, EvaluationReport>> seeds, string stage) =>
        seeds[0][stage] with { Problems = [.. seeds.SelectMany(s => s[stage].Problems)] };

    private static (string Text, bool IsSettled) Figure(EvaluationReport from, EvaluationReport to)
    {
        var row = FlowReport.Compare(from, to).Single(r => r.Figure == "pass@1");
        var gain = row.Difference;
        var verdict = gain.Low > 0 ? "raises" : gain.High < 0 ? "lowers" : "inconclusive";
        var levels = FormattableString.Invariant($"pass@1 {100 * row.Before.Estimate:F1} to {100 * row.After.Estimate:F1}");
        var interval = FormattableString.Invariant($"{100 * gain.Estimate:F1} [{100 * gain.Low:F1}, {100 * gain.High:F1}]");
        return ($"{levels}, difference {interval}: {verdict}", gain.Low > 0 || gain.High < 0);
    }
}
