using System.Collections.Concurrent;
using System.Diagnostics;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>What is done to a process.</summary>
internal enum Blow
{
    /// <summary>kill -9 of a node.</summary>
    KillNode,

    /// <summary>kill -9 of the coordinator and learner; the run is resumed.</summary>
    KillCoordinator,

    /// <summary>A node stands still for longer than it may be silent, then goes on.</summary>
    PauseNode,
}

/// <summary>One short run over several processes on loopback, of which one is struck at a random moment.</summary>
/// <param name="root">The checkout.</param>
/// <param name="folder">The run's.</param>
/// <param name="port">The cluster's; the next one is used too.</param>
internal sealed class ChaosRun(string root, string folder, int port) : IDisposable
{
    private const int Nodes = 2;
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);
    private readonly List<Process> _nodes = [];
    private readonly ConcurrentDictionary<int, string> _said = [];
    private Process? _run;

    /// <summary>From the blow to the next finished step.</summary>
    public TimeSpan Recovery { get; private set; }

    /// <summary>Runs, strikes, and audits; null when all is well, else what is not.</summary>
    public async Task<string?> RunAsync(Blow blow, Random random)
    {
        StartRun(resume: false);
        for (var i = 0; i < Nodes; i++)
            StartNode();
        var struckAt = random.Next(1, 6);
        if (!await WaitForStepAsync(struckAt).ConfigureAwait(false))
            return $"no step {struckAt}; {LastWords()}";
        await Task.Delay(random.Next(0, 1500), CancellationToken.None).ConfigureAwait(false);
        var (before, began) = (LastStep(), Stopwatch.GetTimestamp());
        await StrikeAsync(blow, random).ConfigureAwait(false);
        if (!await WaitForStepAsync(before + 1).ConfigureAwait(false))
            return $"{blow}: no step after {before}; {LastWords()}";
        Recovery = Stopwatch.GetElapsedTime(began);
        using var limit = new CancellationTokenSource(Longest);
        await _run!.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        if (_run.ExitCode != 0)
            return $"{blow}: exit code {_run.ExitCode}; {LastWords()}";
        var audit = await CommandRun.StartAsync(root, Path.Combine(root, "olmorl"), "audit", folder).ConfigureAwait(false);
        return audit.Output.Contains("none missing, none twice", StringComparison.Ordinal) ? null : $"{blow}: {audit.Output.Trim()}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in _run is null ? _nodes : [.. _nodes, _run])
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
    }

    private async Task StrikeAsync(Blow blow, Random random)
    {
        var node = _nodes[random.Next(_nodes.Count)];
        switch (blow)
        {
            case Blow.KillNode:
                node.Kill();
                StartNode();
                break;
            case Blow.PauseNode:
                await SignalAsync(node, "-STOP").ConfigureAwait(false);
                StartNode();
                await Task.Delay(3 * LostAfter, CancellationToken.None).ConfigureAwait(false);
                await SignalAsync(node, "-CONT").ConfigureAwait(false);
                break;
            default:
                _run!.Kill();
                await _run.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
                foreach (var orphan in _nodes.Where(n => !n.HasExited))
                    orphan.Kill();
                _run.Dispose();
                StartRun(resume: true);
                for (var i = 0; i < Nodes; i++)
                    StartNode();
                break;
        }
    }

    private static async Task SignalAsync(Process process, string signal) =>
        _ = (await CommandRun.StartAsync("/", "kill", signal, $"{process.Id}").ConfigureAwait(false)).Succeeded();

    private void StartRun(bool resume) => _run = Start(["rlvr", .. Recipe(), "--set", $"directory={folder}", .. resume ? ["--resume"] : Array.Empty<string>()]);

    private void StartNode() => _nodes.Add(Start(["node", .. Recipe(), "--seed", $"127.0.0.1:{port}", "--role", "inference", "--role", "verifier"]));

    private IEnumerable<string> Recipe() =>
    [
        "recipes/quickstart/rlvr.toml", "--set", $"cluster.port={port}", "--set", $"cluster.lost_after={LostAfter.TotalSeconds}s", "--set", "rollout.inference_workers=0",
        "--set", "rollout.groups_per_step=2", "--set", "rollout.group_size=4", "--set", "rollout.slots=16", "--set", "trainer.mini_batches=1",
        "--set", "trainer.steps=12", "--set", "snapshot_every=2",
    ];

    private Process Start(IEnumerable<string> arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Path.Combine(root, "olmorl"), arguments)
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => _said[process.Id] = line.Data is { Length: > 0 } said ? said : _said.GetValueOrDefault(process.Id, "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Whether the run still goes, and the last line that each process wrote to its error output.</summary>
    private string LastWords() =>
        $"the run {(_run!.HasExited ? $"ended with {_run.ExitCode}" : "goes on")}, {_nodes.Count(n => !n.HasExited)} nodes live; {string.Join(" / ", _said.Values.Where(s => s.Length > 0))}";

    private int LastStep()
    {
        var rollouts = Path.Combine(folder, "rollouts");
        return !Directory.Exists(rollouts) ? 0 : Enumerable.Range(1, 100).LastOrDefault(s => File.Exists(Path.Combine(rollouts, $"step-{s:D6}.jsonl")));
    }

    private async Task<bool> WaitForStepAsync(int step)
    {
        var began = Stopwatch.GetTimestamp();
        while (LastStep() < step)
        {
            if (Stopwatch.GetElapsedTime(began) > Longest || (_run!.HasExited && LastStep() < step && _run.ExitCode != 0))
                return false;
            if (_run.HasExited)
                return true; // it had more steps behind it than it seemed
            await Task.Delay(50, CancellationToken.None).ConfigureAwait(false);
        }

        return true;
    }
}
