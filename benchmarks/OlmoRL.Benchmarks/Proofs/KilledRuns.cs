using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using OlmoRL.Runs;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Short runs of the real program, each killed at random moments and resumed until it ends.</summary>
/// <param name="root">The checkout.</param>
/// <param name="work">Where runs go.</param>
/// <param name="recipe">Arguments of `olmorl`, without directory and --resume.</param>
/// <param name="snapshotEvery">As in the recipe.</param>
internal sealed class KilledRuns(string root, string work, string[] recipe, int snapshotEvery)
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(10);
    private readonly List<string> _violations = [];

    /// <summary>Processes killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Runs that reached their end.</summary>
    public int Ended { get; private set; }

    /// <summary>Most finished steps that a kill cost.</summary>
    public int MostLostSteps { get; private set; }

    /// <summary>Runs that ended with other weights than the uninterrupted one.</summary>
    public int OtherWeights { get; private set; }

    /// <summary>What broke the invariant.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Kills this many processes, and lets the last run end.</summary>
    public async Task KillAsync(int count, Random moments)
    {
        var whole = Path.Combine(work, "whole");
        var duration = (await CommandRun.StartAsync(root, Path.Combine(root, "olmorl"), Arguments(whole, resume: false)).ConfigureAwait(false)).Succeeded().Elapsed;
        Inspect(whole);
        for (var run = 0; Kills < count; run++)
        {
            var folder = Path.Combine(work, $"run-{run}");
            for (var resume = false; await StartAsync(folder, resume, Kills < count ? moments.NextDouble() * duration : null).ConfigureAwait(false);)
            {
                Inspect(folder);
                resume = File.Exists(new RunDirectory(folder).ResolvedRecipe);
            }

            Ended++;
            Inspect(folder);
            if (Weights(folder) != Weights(whole))
                OtherWeights++;
        }
    }

    /// <summary>Runs until the end, or kills the process at a moment; whether it was killed.</summary>
    private async Task<bool> StartAsync(string folder, bool resume, TimeSpan? moment)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(root, "olmorl"), Arguments(folder, resume))
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var exit = process.WaitForExitAsync();
        if (moment is { } delay && await Task.WhenAny(exit, MomentAsync(folder, delay, exit)).ConfigureAwait(false) != exit)
        {
            process.Kill(); // SIGKILL
            await exit.ConfigureAwait(false);
            Kills++;
            return true;
        }

        await exit.ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"exit code {process.ExitCode}:\n{await output.ConfigureAwait(false)}{await error.ConfigureAwait(false)}");
        return false;
    }

    /// <summary>Every other kill counts from the run's next step, so that start-up does not take most of them.</summary>
    private async Task MomentAsync(string folder, TimeSpan delay, Task exit)
    {
        using var timer = new PeriodicTimer(WatchEvery);
        var metrics = new FileInfo(Path.Combine(folder, "metrics.jsonl"));
        var before = metrics.Exists ? metrics.Length : 0;
        while (Kills % 2 == 1 && !exit.IsCompleted && (!metrics.Exists || metrics.Length <= before))
        {
            _ = await timer.WaitForNextTickAsync().ConfigureAwait(false);
            metrics.Refresh();
        }

        await Task.Delay(Kills % 2 == 1 ? delay / 4 : delay).ConfigureAwait(false);
    }

    private void Inspect(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        var directory = new RunDirectory(folder);
        var snapshot = directory.NewestSnapshot();
        if (snapshot is not null)
        {
            SnapshotSeal.Verify(snapshot);
            _violations.AddRange(PromptAudit.OfRun(directory).Violations);
        }

        var saved = snapshot is null ? 0 : int.Parse(Path.GetFileName(snapshot).AsSpan(5), CultureInfo.InvariantCulture);
        var lost = LastStep(directory) - saved;
        MostLostSteps = Math.Max(MostLostSteps, lost);
        if (lost > snapshotEvery)
            _violations.Add($"{lost} steps lost");
    }

    private string[] Arguments(string folder, bool resume) =>
        [.. recipe, "--set", $"directory={folder}", .. resume ? (string[])["--resume"] : []];

    private static int LastStep(RunDirectory directory)
    {
        if (!File.Exists(directory.Metrics))
            return 0;
        var whole = File.ReadAllText(directory.Metrics);
        var last = whole[..(whole.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        if (last is null)
            return 0;
        using var row = JsonDocument.Parse(last);
        return row.RootElement.GetProperty("step").GetInt32();
    }

    private static string Weights(string folder) => Convert.ToHexString(
        SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "checkpoints", "final", "model.safetensors"))));
}
