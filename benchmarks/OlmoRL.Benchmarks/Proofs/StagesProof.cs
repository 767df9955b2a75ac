using System.Globalization;
using OlmoRL.Evaluation;
using OlmoRL.Reporting;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>The bars of SFT, DPO and the flow that joins them to RLVR.</summary>
/// <remarks>`--seeds` adds bar 4: three runs of the five-stage quickstart, about half an hour on two cores.</remarks>
internal sealed class StagesProof(bool sample, bool seeds)
{
    private const string Command = "benchmarks/prove stages";
    private readonly List<Bar> _bars = [];

    /// <summary>Measures; 0 when the measured bars are met.</summary>
    public async Task<int> RunAsync()
    {
        // First, for it measures the peak memory of this process.
        foreach (var bar in await DocumentBars.MeasureAsync(Checkout.Root, sample, Command).ConfigureAwait(false))
            Add(bar);
        if (!sample)
        {
            await TestAsync("1 packed equals unpacked, 1x8 equals 8x1, supervised and every preference loss", "OlmoRL.Training.Tests", "-class", "*DocumentLearnerTests").ConfigureAwait(false);
            await TestAsync("1 gradient of each preference loss against finite differences", "OlmoRL.Training.Tests", "-class", "*PreferenceLossTests").ConfigureAwait(false);
            await TestAsync("3 trained tokens decode to the assistant's text and end token", "OlmoRL.Data.Tests", "-class", "*AssistantSpansTests").ConfigureAwait(false);
            await TestAsync("5 interrupted anywhere, the flow resumes to the same digest", "OlmoRL.Flows.Tests", "-method", "*interrupted_anywhere*").ConfigureAwait(false);
            if (seeds)
                await ProveQuickstartAsync().ConfigureAwait(false);
            var commit = (await CommandRun.StartAsync(Checkout.Root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded();
            ProofFile.Write(Path.Combine(Checkout.Root, "benchmarks", "results"), "stages", _bars, commit.Output.Trim());
        }

        return _bars.All(b => b.Met) ? 0 : 1;
    }

    private async Task TestAsync(string name, string project, params string[] filter)
    {
        string[] arguments = ["run", "--project", $"tests/{project}", "-p:RunAnalyzers=false", "--", .. filter];
        var run = await CommandRun.StartAsync(Checkout.Root, "dotnet", arguments).ConfigureAwait(false);
        var ran = run.ExitCode == 0 && run.Output.Contains("Failed: 0", StringComparison.Ordinal) && !run.Output.Contains("Total: 0", StringComparison.Ordinal);
        Add(new Bar(name, $"dotnet {string.Join(' ', arguments)}", ran ? "every test passes" : "FAILS", "passes", ran));
    }

    /// <summary>Bar 4, as far as the flow's own stages go: what fine-tuning, preference learning and RLVR each bring.</summary>
    private async Task ProveQuickstartAsync()
    {
        var work = Directory.CreateTempSubdirectory("olmorl-stages-").FullName;
        for (var seed = 1; seed <= 3; seed++)
        {
            var folder = Path.Combine(work, $"{seed}");
            string[] arguments =
            [
                "flow", "recipes/quickstart/full-flow.toml", "--set", $"directory={folder}", "--set", $"rejection.seed={seed}",
                "--set", $"sft.seed={seed}", "--set", $"pairs.seed={seed + 10}", "--set", $"dpo.seed={seed}", "--set", $"rlvr.seed={seed}",
            ];
            var run = (await CommandRun.StartAsync(Checkout.Root, Path.Combine(Checkout.Root, "olmorl"), arguments).ConfigureAwait(false)).Succeeded();
            var command = $"./olmorl {string.Join(' ', arguments)}".Replace(work, "…", StringComparison.Ordinal);
            Add(new Bar($"4 time, seed {seed}", command, $"{run.Elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s", "at most 480 s", run.Elapsed.TotalSeconds <= 480));
            foreach (var (from, to) in ((string, string)[])[("base", "after-sft"), ("after-sft", "after-dpo"), ("after-dpo", "after-rlvr")])
                Add(Gain(folder, from, to, command, seed));
        }

        Directory.Delete(work, recursive: true);
    }

    private static Bar Gain(string folder, string from, string to, string command, int seed)
    {
        EvaluationReport Read(string stage) => EvaluationReport.Read(Path.Combine(folder, stage, "evaluation.json"));
        var gain = FlowReport.Compare(Read(from), Read(to)).Single(r => r.Figure == "pass@1").Difference;
        var verdict = gain.Low > 0 ? "raises" : gain.High < 0 ? "lowers" : "inconclusive";
        return new Bar($"4 {from} to {to}, seed {seed}", command, string.Create(CultureInfo.InvariantCulture,
            $"pass@1 {100 * gain.Estimate:F1} [{100 * gain.Low:F1}, {100 * gain.High:F1}]: {verdict}"), "interval above 0", gain.Low > 0);
    }

    private void Add(Bar bar)
    {
        _bars.Add(bar);
        Console.WriteLine($"{(bar.Met ? "met    " : "NOT MET")} {bar.Name}: {bar.Figure} ({bar.Required})");
    }
}
