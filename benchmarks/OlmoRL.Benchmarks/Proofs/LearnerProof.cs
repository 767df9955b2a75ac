using OlmoRL.Batching;
using OlmoRL.Models.Native;
using OlmoRL.Runs;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>The bars of the learner: gradients, speed and memory of a training step, packing, where the cores' time goes.</summary>
internal sealed class LearnerProof(bool sample)
{
    private const int PackLength = 35_840;
    private const int BatchSize = 512;
    private readonly List<Bar> _bars = [];

    /// <summary>Runs every bar; 0 when all are met.</summary>
    public async Task<int> RunAsync()
    {
        var root = (await CommandRun.StartAsync(AppContext.BaseDirectory, "git", "rev-parse", "--show-toplevel").ConfigureAwait(false)).Succeeded().Output.Trim();
        var commit = (await CommandRun.StartAsync(root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        ProvePacking();
        TorchRuntime.Initialize(Environment.ProcessorCount);
        ProveStep("7M", TrainingStepMeasurement.Shape7M, bar: false);
        if (!sample)
        {
            ProveStep("110M", TrainingStepMeasurement.Shape110M, bar: true);
            await ProveGradientsAsync(root).ConfigureAwait(false);
            await ProveCoreTimeAsync(root).ConfigureAwait(false);
            ProofFile.Write(Path.Combine(root, "benchmarks", "results"), "learner", _bars, commit);
        }

        return _bars.All(b => b.Met) ? 0 : 1;
    }

    /// <summary>Bar 1: finite differences and closed forms, as tests.</summary>
    private async Task ProveGradientsAsync(string root)
    {
        string[] arguments = ["run", "--project", "tests/OlmoRL.Training.Tests", "--", "-class", "*PolicyObjective*", "-class", "*BatchingParity*"];
        var run = await CommandRun.StartAsync(root, "dotnet", arguments).ConfigureAwait(false);
        var line = run.Output.Split('\n').LastOrDefault(l => l.Contains("Total:", StringComparison.Ordinal))?.Trim() ?? "nothing ran";
        Add("1 finite differences and closed forms of every loss, gradient parity", $"dotnet {string.Join(' ', arguments)}", line, "all pass",
            run.ExitCode == 0 && line.Contains("Failed: 0", StringComparison.Ordinal));
    }

    /// <summary>Bar 2: share of the matrix product's peak, and memory with checkpointing.</summary>
    private void ProveStep(string name, Models.TransformerConfig shape, bool bar)
    {
        const int tokens = 8192;
        var measurement = new TrainingStepMeasurement(shape, sample ? 2048 : tokens, sample ? 1 : 5);
        var plain = measurement.Run(checkpointing: false);
        var saving = measurement.Run(checkpointing: true);
        string Figure(TrainingStepFigures f) =>
            $"{f.Seconds:F2} s, {f.FlopsPerSecond / 1e9:F0} of {f.PeakFlopsPerSecond / 1e9:F0} GFLOP/s = {100 * f.Share:F0} %";
        const string command = "benchmarks/prove learner";
        Add($"2 step, {name}, bf16", command, Figure(plain), bar ? "at least 50 %" : "reported", !bar || plain.Share >= 0.5);
        Add($"2 step, {name}, checkpointing", command, Figure(saving), "reported", true);
        var share = (double)saving.ActivationBytes / plain.ActivationBytes;
        Add($"2 activation memory with checkpointing, {name}", command,
            $"{saving.ActivationBytes / 1e9:F2} of {plain.ActivationBytes / 1e9:F2} GB = {100 * share:F0} %", bar ? "at most 40 %" : "reported", !bar || share <= 0.4);
    }

    /// <summary>Bar 3: rows against the lower bound.</summary>
    private void ProvePacking()
    {
        // The report's responses: mean 14.6K, cut at 32K; prompts of up to 2K before them.
        Pack("Olmo-like", PackLength, random => Math.Min(32_768, 1 + (int)Math.Exp(9.35 + 0.95 * Normal(random))) + 64 + random.Next(1984));
        Pack("quickstart", 256, random => 12 + random.Next(40) + Math.Clamp((int)(52 + 18 * Normal(random)), 4, 96));
    }

    private void Pack(string name, int rowLength, Func<Random, int> draw)
    {
        var (rows, bound, tokens, worst) = (0L, 0L, 0L, 0.0);
        const int batches = 20;
        for (var batch = 0; batch < (sample ? 2 : batches); batch++)
        {
            var random = new SeedSequence(11).Stream(name, batch);
            int[] lengths = [.. Enumerable.Range(0, BatchSize).Select(_ => draw(random))];
            var (used, least) = (RowFilling.Assign(lengths, rowLength).Count, RowFilling.LowerBound(lengths, rowLength));
            (rows, bound, tokens, worst) = (rows + used, bound + least, tokens + lengths.Sum(), Math.Max(worst, (double)used / least));
        }

        Add($"3 rows over the lower bound, {name}, pack {rowLength}", "benchmarks/prove learner",
            $"mean {(double)rows / bound:F4}, worst {worst:F4}; {100.0 * tokens / (rows * rowLength):F1} % of the rows filled", "at most 1.03", worst <= 1.03);
    }

    /// <summary>Bar 6: core time of the learner's and the engines' threads against that of the process; the rest by thread.</summary>
    private async Task ProveCoreTimeAsync(string root)
    {
        var folder = Directory.CreateTempSubdirectory("olmorl-proof-").FullName;
        _ = (await CommandRun.StartAsync(root, Path.Combine(root, "olmorl"), "--help").ConfigureAwait(false)).Succeeded(); // built
        string[] arguments = ["rlvr", "recipes/quickstart/rlvr.toml", "--set", $"directory={folder}"];
        var threads = await ThreadTimes.RecordAsync(root, Path.Combine(root, "olmorl"), arguments).ConfigureAwait(false);
        Directory.Delete(folder, recursive: true);
        var total = threads.Sum(t => t.Seconds);
        bool IsWork(string thread) => thread.StartsWith("learner", StringComparison.Ordinal)
            || thread.StartsWith("inference", StringComparison.Ordinal) || thread.StartsWith("verifier", StringComparison.Ordinal);
        var work = threads.Where(t => IsWork(t.Thread)).Sum(t => t.Seconds) / total;
        var named = threads.Where(t => t.Seconds >= 0.002 * total).Select(t => $"{t.Thread} {100 * t.Seconds / total:F1}");
        Add("6 core time in engine, learner or verifier", $"./olmorl {string.Join(' ', arguments)}".Replace(folder, "…", StringComparison.Ordinal),
            $"{100 * work:F1} % of {total:F0} core seconds; by thread, %: {string.Join(", ", named)}", "at least 90 %", work >= 0.9);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private void Add(string name, string command, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
