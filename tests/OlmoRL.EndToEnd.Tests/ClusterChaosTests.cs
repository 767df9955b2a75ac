using System.Text.Json;
using OlmoRL.Actors.Tests.Cluster;
using OlmoRL.Actors.Tests.Fakes;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>What a cluster lives through: networks that break or are slow, processes that stand still, clocks that jump.</summary>
public sealed class ClusterChaosTests : IDisposable
{
    private const string WorkerLost = "is lost; what it had goes to others";
    private const string CoordinatorLost = "the run's coordinator is not heard any more";
    private readonly ClusterProcesses _cluster = new();
    private readonly TestAuthority _authority;

    public ClusterChaosTests() => _authority = new TestAuthority(_cluster.Folder, "ours");

    private string Run => Path.Combine(_cluster.Folder, "run");

    [Fact]
    public async Task A_node_behind_a_slow_link_that_loses_packets_takes_part_and_one_that_is_cut_off_comes_back_as_a_new_one()
    {
        using var network = NetworkNamespace.MakeOrSkip();
        network.SlowDown(megabitsPerSecond: 32); // a second for each version of the weights
        network.LosePackets(0.01);
        var run = StartRun(network, steps: 10);
        var node = StartNode(network);
        await StepAsync(run, 3);

        network.Cut();
        await run.SaysAsync(WorkerLost);
        await node.SaysAsync(CoordinatorLost);
        network.Join();

        await EndsWellAsync(run, node);
    }

    [Fact]
    public async Task Connections_that_break_lose_messages_and_no_work()
    {
        using var network = NetworkNamespace.MakeOrSkip();
        string[] patient = ["--set", "cluster.lost_after=15s", "--set", "cluster.learner=node"]; // nothing but messages is lost
        var run = StartRun(network, steps: 24, patient);
        var learner = StartNode(network, "learner", patient);
        var node = StartNode(network, "node", patient);
        foreach (var step in (int[])[3, 8, 13, 18, 24])
        {
            await StepAsync(run, step);
            await network.ResetConnectionsAsync();
        }

        await EndsWellAsync(run, node);
        Assert.DoesNotContain("lost", (await run.EndAsync()).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await learner.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_node_that_stood_still_for_a_minute_comes_back_and_a_coordinator_that_stood_still_is_not_replaced()
    {
        var run = _cluster.StartRun(steps: 16);
        var node = _cluster.StartNode("--role", "inference", "--role", "verifier", "--join-within", "40"); // less than it stands still: its time begins anew
        await run.WritesAsync(Path.Combine(Run, "holder.json"));
        var standby = _cluster.StartStandby(steps: 16);
        await standby.SaysAsync("waiting to take over");
        await StepAsync(run, 2);

        await node.SignalAsync("STOP");
        await run.SaysAsync(WorkerLost);
        await Task.Delay(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await node.SignalAsync("CONT");
        await node.SaysAsync("node: ", times: 2);
        await StepAsync(run, 8);
        await run.SignalAsync("STOP");
        await node.SaysAsync("node: ", times: 3);
        await run.SignalAsync("CONT");

        await EndsWellAsync(run, node);
        var (exitCode, said, _) = await standby.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("taking the run over", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_jumps_an_hour_ahead_and_two_back_disturbs_nothing()
    {
        var clock = FalseClock.MakeOrSkip(_cluster.Folder);
        var run = _cluster.StartRunUnder(clock.Enter, steps: 12);
        var node = _cluster.StartNodeUnder(clock.Enter, "--role", "inference", "--role", "verifier");
        await StepAsync(run, 3);
        clock.JumpTo(TimeSpan.FromHours(1));
        await StepAsync(run, 6);
        clock.JumpTo(TimeSpan.FromHours(-1));

        await EndsWellAsync(run, node);
        Assert.DoesNotContain("lost", (await run.EndAsync()).Output, StringComparison.Ordinal);
        Assert.All(File.ReadLines(Path.Combine(Run, "metrics.jsonl")), line =>
            Assert.InRange(JsonDocument.Parse(line).RootElement.GetProperty("time/step_seconds").GetDouble(), 0, 300));
    }

    [Fact]
    public async Task A_disk_that_is_full_ends_the_run_and_its_nodes_and_with_room_it_goes_on()
    {
        _ = Directory.CreateDirectory(Run);
        using var disk = SmallDisk.MountOrSkip(Run, megabytes: 128);
        var run = _cluster.StartRun(steps: 12);
        var node = _cluster.StartNode("--role", "inference", "--role", "verifier");
        await StepAsync(run, 3);
        disk.Fill(bytesLeft: 64 * 1024);

        var (exitCode, _, error) = await run.EndAsync();
        Assert.NotEqual(0, exitCode);
        Assert.Contains("No space left on device", error, StringComparison.Ordinal);
        Assert.Contains("the run has ended", (await node.EndAsync()).Output, StringComparison.Ordinal);
        disk.MakeRoom();

        await EndsWellAsync(_cluster.StartRun(12, "--resume"), _cluster.StartNode("--role", "inference", "--role", "verifier"));
    }

    public void Dispose()
    {
        _cluster.Dispose();
        _authority.Dispose();
    }

    private OlmorlProcess StartRun(NetworkNamespace network, int steps, params string[] more) =>
        _cluster.StartRun(steps, [.. Certificate("run"), "--set", $"cluster.host={network.Outside}", .. more]);

    private OlmorlProcess StartNode(NetworkNamespace network, string name = "node", params string[] more) => _cluster.StartNodeUnder(network.Enter,
        [.. name == "learner" ? (string[])["--role", "learner", "--set", $"directory={Run}"] : ["--role", "inference", "--role", "verifier"],
            "--seed", _cluster.Seed.Replace("127.0.0.1", network.Outside, StringComparison.Ordinal), .. Certificate(name), "--set", $"cluster.host={network.Inside}", .. more]);

    private string[] Certificate(string name) =>
        ["--set", $"cluster.certificate={_authority.Sign(name)}", "--set", $"cluster.authority={_authority.CertificateFile}"];

    private Task StepAsync(OlmorlProcess run, int step) => run.WritesAsync(Path.Combine(Run, "rollouts", $"step-{step:D6}.jsonl"));

    /// <summary>The run and its node end, every prompt is accounted for, and no completion goes back to older weights.</summary>
    private async Task EndsWellAsync(OlmorlProcess run, OlmorlProcess node)
    {
        var (exitCode, output, error) = await run.EndAsync();
        Assert.True(exitCode == 0, $"{exitCode}: {error}{output}");
        var (left, said, fault) = await node.EndAsync();
        Assert.True(left == 0, $"{left}: {fault}{said}");
        Assert.Contains("the run has ended", said, StringComparison.Ordinal);
        var (_, audit, _) = await Repository.OlmorlAsync("audit", Run);
        Assert.Contains("none missing, none twice", audit, StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFiles(Path.Combine(Run, "rollouts")).SelectMany(File.ReadLines), line =>
        {
            int[] versions = [.. JsonDocument.Parse(line).RootElement.GetProperty("versions").EnumerateArray().Select(v => v[2].GetInt32())];
            Assert.Equal(versions.Order(), versions);
        });
    }
}
