using OlmoRL.Models.Native;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>The bars of SFT, DPO and the flow that joins them to RLVR.</summary>
/// <remarks>Bar 4 is <see cref="StageSeeds"/>, for it takes four times as long as all the others.</remarks>
internal sealed class StagesProof(bool sample)
{
    private const string Command = "benchmarks/prove stages";
    private const int StepTokens = 8192;
    private readonly List<Bar> _bars = [];

    /// <summary>Measures; 0 when the measured bars are met.</summary>
    public async Task<int> RunAsync()
    {
        // First, for it measures the peak memory of this process.
        foreach (var bar in await DocumentBars.MeasureAsync(Checkout.Root, sample, Command).ConfigureAwait(false))
            Add(bar);
        if (!sample)
        {
            await TestAsync("1 packed equals unpacked, 1x8 equals 8x1, supervised and every preference loss",
                "OlmoRL.Training.Tests", "-class", "*DocumentLearnerTests").ConfigureAwait(false);
            await TestAsync("1 gradient of each preference loss against finite differences",
                "OlmoRL.Training.Tests", "-class", "*PreferenceLossTests").ConfigureAwait(false);
            await TestAsync("1 golden trajectories of SFT and each preference loss",
                "OlmoRL.EndToEnd.Tests", "-class", "*DocumentTrajectoryTests").ConfigureAwait(false);
            await TestAsync("3 trained tokens decode to the assistant's text and end token",
                "OlmoRL.Data.Tests", "-class", "*AssistantSpansTests").ConfigureAwait(false);
            await TestAsync("5 interrupted anywhere, the flow resumes to the same digest",
                "OlmoRL.Flows.Tests", "-method", "*interrupted_anywhere*").ConfigureAwait(false);
            ProveSpeed();
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

    /// <summary>Bar 2: a supervised step on the 110M shape, whose packed documents are trained as fine-tuning trains them.</summary>
    private void ProveSpeed()
    {
        TorchRuntime.Initialize(Environment.ProcessorCount);
        var figures = new TrainingStepMeasurement(TrainingStepMeasurement.Shape110M, StepTokens, steps: 5).Run(checkpointing: false);
        Add(new Bar("2 supervised step, 110M, bf16", Command, FormattableString.Invariant(
            $"{figures.Seconds:F2} s for {StepTokens} tokens, {figures.FlopsPerSecond / 1e9:F0} of {figures.PeakFlopsPerSecond / 1e9:F0} GFLOP/s = {100 * figures.Share:F0} %"),
            "at least 55 % of the same-run bf16 GEMM peak", figures.Share >= 0.55));
    }

    private void Add(Bar bar)
    {
        _bars.Add(bar);
        Console.WriteLine($"{(bar.Met ? "met    " : "NOT MET")} {bar.Name}: {bar.Figure} ({bar.Required})");
    }
}
