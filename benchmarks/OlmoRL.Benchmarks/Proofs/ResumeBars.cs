using OlmoRL.Runs;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Bars on resuming and replaying: random kills, the cost of resuming, and a replay's bytes.</summary>
/// <param name="root">The checkout, built.</param>
/// <param name="work">An empty folder.</param>
/// <param name="sample">Three kills and a short replay.</param>
internal sealed class ResumeBars(string root, string work, bool sample)
{
    private const string Rlvr = "recipes/quickstart/rlvr.toml";
    private const int SnapshotEvery = 2;
    private static readonly TimeSpan LongestResume = TimeSpan.FromSeconds(10);
    private readonly List<Bar> _bars = [];

    /// <summary>Measures every bar and writes them down; 0 when all are met.</summary>
    public static async Task<int> ProveAsync(bool sample)
    {
        var root = (await CommandRun.StartAsync(AppContext.BaseDirectory, "git", "rev-parse", "--show-toplevel").ConfigureAwait(false)).Succeeded().Output.Trim();
        var commit = (await CommandRun.StartAsync(root, "git", "rev-parse", "--short", "HEAD").ConfigureAwait(false)).Succeeded().Output.Trim();
        var work = Directory.CreateTempSubdirectory("olmorl-proof-").FullName;
        try
        {
            var bars = await new ResumeBars(root, work, sample).MeasureAsync().ConfigureAwait(false);
            if (!sample)
                ProofFile.Write(Path.Combine(root, "benchmarks", "results"), "resume", bars, commit);
            return bars.All(b => b.Met) ? 0 : 1;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Measures every bar.</summary>
    public async Task<IReadOnlyList<Bar>> MeasureAsync()
    {
        await KillAsync("in-flight", sample ? 2 : 60, staleness: 4).ConfigureAwait(false);
        await KillAsync("synchronous", sample ? 1 : 40, staleness: 0).ConfigureAwait(false);
        if (!sample)
            await TimeResumeAsync().ConfigureAwait(false);
        await ReplayAsync(sample ? 3 : 50).ConfigureAwait(false);
        return _bars;
    }

    private async Task KillAsync(string kind, int kills, int staleness)
    {
        string[] recipe =
        [
            "rlvr", Rlvr, "--set", $"rollout.max_staleness={staleness}", "--set", $"trainer.steps={(sample ? 6 : 16)}", "--set", $"snapshot_every={SnapshotEvery}",
            "--set", "rollout.groups_per_step=4", "--set", "rollout.slots=64",
        ];
        var runs = new KilledRuns(root, Path.Combine(work, kind), recipe, SnapshotEvery);
        await runs.KillAsync(kills, new SeedSequence(5).Stream("kills", staleness)).ConfigureAwait(false);
        var identical = staleness > 0 || runs.OtherWeights == 0;
        Add($"4 {runs.Kills} random kills, {kind}", Shown(recipe, "…"),
            $"{runs.Violations.Count} violations{string.Concat(runs.Violations.Take(2).Select(v => $" ({v})"))}, at most {runs.MostLostSteps} steps lost, {runs.Ended} runs ended"
            + (staleness > 0 ? "" : $", {runs.Ended - runs.OtherWeights} with the uninterrupted run's weights"),
            $"the invariant holds after each, at most {SnapshotEvery} steps lost" + (staleness > 0 ? "" : ", weights identical"),
            runs.Violations.Count == 0 && runs.MostLostSteps <= SnapshotEvery && identical);
    }

    /// <summary>From the start of the process to the first step after the snapshot, which includes load, recompute and that step.</summary>
    private async Task TimeResumeAsync()
    {
        var directory = new RunDirectory(Path.Combine(work, "quickstart"));
        string[] recipe = ["rlvr", Rlvr, "--set", $"directory={directory.Root}"];
        _ = (await RunAsync([.. recipe, "--set", "trainer.steps=20"]).ConfigureAwait(false)).Succeeded();
        var resumed = (await RunAsync([.. recipe, "--set", "trainer.steps=21", "--resume"]).ConfigureAwait(false)).Succeeded();
        Add("4 load and KV recompute on the quickstart", Shown([.. recipe, "--set", "trainer.steps=21", "--resume"], directory.Root),
            $"{resumed.Elapsed.TotalSeconds:F1} s for the whole process: start, load, recompute, one step, save", "under 10 s", resumed.Elapsed < LongestResume);
    }

    private async Task ReplayAsync(int steps)
    {
        string recorded = Path.Combine(work, "recorded"), replayed = Path.Combine(work, "replayed");
        string[] recipe = ["rlvr", Rlvr, "--set", $"trainer.steps={steps}"];
        _ = (await RunAsync([.. recipe, "--set", $"directory={recorded}"]).ConfigureAwait(false)).Succeeded();
        string[] replay = [.. recipe, "--set", $"directory={replayed}", "--replay-schedule", recorded];
        _ = (await RunAsync(replay).ConfigureAwait(false)).Succeeded();
        var files = Directory.EnumerateFiles(new RunDirectory(recorded).FinalCheckpoint).Order(StringComparer.Ordinal).ToArray();
        var different = files.Where(f => !File.ReadAllBytes(f).AsSpan().SequenceEqual(
            File.ReadAllBytes(Path.Combine(new RunDirectory(replayed).FinalCheckpoint, Path.GetFileName(f))))).Select(f => Path.GetFileName(f)).ToArray();
        var schedule = new FileInfo(new RunDirectory(recorded).Schedule).Length;
        Add($"5 replay of an asynchronous run of {steps} steps", Shown(replay, work),
            $"{files.Length - different.Length} of {files.Length} files of the final checkpoint identical{string.Concat(different.Select(d => " not " + d))}; schedule {schedule / 1024.0:F0} KiB",
            "identical bytes", different.Length == 0);
    }

    private Task<CommandRun> RunAsync(string[] arguments) => CommandRun.StartAsync(root, Path.Combine(root, "olmorl"), arguments);

    private static string Shown(string[] arguments, string folder) =>
        $"./olmorl {string.Join(' ', arguments)}".Replace(folder, "…", StringComparison.Ordinal);

    private void Add(string name, string command, string figure, string required, bool met)
    {
        _bars.Add(new Bar(name, command, figure, required, met));
        Console.WriteLine($"{(met ? "met    " : "NOT MET")} {name}: {figure} ({required})");
    }
}
