using System.Collections.Concurrent;
using System.Diagnostics;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>What is done to a run's processes; each kind kills at least one.</summary>
internal enum Blow
{
    /// <summary>kill -9 of a node; another joins.</summary>
    KillNode,

    /// <summary>kill -9 of the coordinator and learner; a standby takes over and the nodes follow.</summary>
    TakeOver,

    /// <summary>kill -9 of a learner node; the one that waits goes on from the last snapshot.</summary>
    KillLearner,

    /// <summary>A node stands still for longer than it may be silent, then goes on, and comes back; meanwhile another is killed.</summary>
    PauseAndKill,

    /// <summary>kill -9 of all processes; the run is resumed by hand.</summary>
    KillAll,
}

/// <summary>One short run over several processes on loopback, of which one is struck at a random moment.</summary>
/// <param name="root">The checkout.</param>
/// <param name="folder">The run's.</param>
/// <param name="port">The cluster's; the next one is used too, and a standby's are 12,000 above.</param>
internal sealed class ChaosRun(string root, string folder, int port) : IDisposable
{
    private const int Nodes = 2;

    /// <summary>A standby's ports are beyond those that any run takes.</summary>
    private const int StandbyOffset = 12_000;

    private static readonly TimeSpan ComesUp = TimeSpan.FromSeconds(3);
    private static readonly string[] LearnerPlace = ["--set", "cluster.learner=node"];
    private static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);
    private readonly List<Process> _nodes = [];
    private readonly List<Process> _others = [];
    private readonly ConcurrentDictionary<int, string> _said = [];
    private Process? _run;

    /// <summary>From the blow to the next finished step.</summary>
    public TimeSpan Recovery { get; private set; }

    /// <summary>Runs, strikes, and audits; null when all is well, else what is not.</summary>
    public async Task<string?> RunAsync(Blow blow, Random random)
    {
        StartRun(blow);
        Process? first = blow == Blow.KillLearner ? Start(LearnerArguments()) : null;
        for (var i = 0; i < Nodes; i++)
            StartNode();
        if (blow == Blow.TakeOver)
            _ = await StartBesideAsync(["rlvr", .. RunArguments(port + StandbyOffset), "--standby"]).ConfigureAwait(false);
        if (first is not null && await WaitForStepAsync(1).ConfigureAwait(false))
            _ = await StartBesideAsync(LearnerArguments()).ConfigureAwait(false);
        var struckAt = random.Next(1, 6);
        if (!await WaitForStepAsync(struckAt).ConfigureAwait(false))
            return $"no step {struckAt}; {LastWords()}";
        await Task.Delay(random.Next(0, 1500), CancellationToken.None).ConfigureAwait(false);
        if (_run!.HasExited)
            return $"it ended before it was struck; {LastWords()}";
        var (before, began) = (LastStep(), Stopwatch.GetTimestamp());
        await StrikeAsync(blow, random, first).ConfigureAwait(false);
        first?.Dispose();
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
        foreach (var process in _run is null ? [.. _nodes, .. _others] : (Process[])[.. _nodes, .. _others, _run])
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
    }

    private async Task StrikeAsync(Blow blow, Random random, Process? learner)
    {
        var index = random.Next(_nodes.Count);
        var node = _nodes[index];
        switch (blow)
        {
            case Blow.KillNode:
                node.Kill();
                StartNode();
                break;
            case Blow.KillLearner:
                learner!.Kill();
                break;
            case Blow.TakeOver:
                _run!.Kill();
                _run.Dispose();
                (_run, _) = (_others[^1], _others.Remove(_others[^1]));
                break;
            case Blow.PauseAndKill:
                await SignalAsync(node, "-STOP").ConfigureAwait(false);
                _nodes[(index + 1) % _nodes.Count].Kill();
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
                StartRun(blow, "--resume");
                for (var i = 0; i < Nodes; i++)
                    StartNode();
                break;
        }
    }

    private static async Task SignalAsync(Process process, string signal) =>
        _ = (await CommandRun.StartAsync("/", "kill", signal, $"{process.Id}").ConfigureAwait(false)).Succeeded();

    private void StartRun(Blow blow, params string[] more) => _run = Start(
        ["rlvr", .. RunArguments(port), .. blow == Blow.KillLearner ? LearnerPlace : [], .. more]);

    private void StartNode() => _nodes.Add(Start(["node", .. Recipe(port), "--seed", Seed, "--role", "inference", "--role", "verifier"]));

    /// <summary>Another candidate, which has some seconds to come up before anything is struck.</summary>
    private async Task<Process> StartBesideAsync(IEnumerable<string> arguments)
    {
        while (!File.Exists(Path.Combine(folder, "holder.json")))
            await Task.Delay(50, CancellationToken.None).ConfigureAwait(false);
        var process = Start(arguments);
        _others.Add(process);
        await Task.Delay(ComesUp, CancellationToken.None).ConfigureAwait(false);
        return process;
    }

    private string Seed => $"127.0.0.1:{port}";

    private string[] LearnerArguments() => ["node", .. RunArguments(port), .. LearnerPlace, "--seed", Seed, "--role", "learner"];

    private IEnumerable<string> RunArguments(int at) => [.. Recipe(at), "--set", $"directory={folder}"];

    private static IEnumerable<string> Recipe(int at) =>
    [
        "recipes/quickstart/rlvr.toml", "--set", $"cluster.port={at}", "--set", $"cluster.lost_after={LostAfter.TotalSeconds}s", "--set", "rollout.inference_workers=0",
        "--set", "rollout.groups_per_step=2", "--set", "rollout.group_size=4", "--set", "rollout.slots=16", "--set", "trainer.mini_batches=1",
        "--set", "trainer.steps=18", "--set", "snapshot_every=2",
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
