namespace OlmoRL.EndToEnd.Tests;

/// <summary>Runs whose coordinator or learner dies and is replaced.</summary>
public sealed class ClusterTakeoverTests : IDisposable
{
    private readonly ClusterProcesses _cluster = new();

    private string Run => Path.Combine(_cluster.Folder, "run");

    [Fact]
    public async Task A_standby_takes_over_a_run_whose_process_is_killed_and_its_nodes_follow()
    {
        var doomed = _cluster.StartRun(steps: 16);
        var node = _cluster.StartNode("--role", "inference", "--role", "verifier");
        await doomed.WritesAsync(Path.Combine(Run, "holder.json"));
        var standby = _cluster.StartStandby(steps: 16);
        await doomed.WritesAsync(Path.Combine(Run, "rollouts", "step-000004.jsonl"));
        await standby.SaysAsync("waiting to take over");
        Assert.Contains("standby    127.0.0.1:", (await Repository.OlmorlAsync("status", _cluster.Seed)).Output, StringComparison.Ordinal);

        doomed.Kill();

        var (exitCode, output, error) = await standby.EndAsync();
        Assert.True(exitCode == 0, error);
        Assert.Contains("died; taking the run over", output, StringComparison.Ordinal);
        Assert.Contains("16 steps", output, StringComparison.Ordinal);
        var (left, said, _) = await node.EndAsync();
        Assert.Equal(0, left);
        Assert.Contains("the run has ended", said, StringComparison.Ordinal);
        await AuditAsync();
    }

    [Fact]
    public async Task A_learner_node_that_is_killed_is_replaced_by_the_one_that_waits()
    {
        var run = _cluster.StartRun(steps: 12, "--set", "cluster.learner=node");
        var doomed = StartLearner();
        var node = _cluster.StartNode("--role", "inference", "--role", "verifier");
        await run.WritesAsync(Path.Combine(Run, "rollouts", "step-000001.jsonl"));
        var spare = StartLearner();
        await run.WritesAsync(Path.Combine(Run, "rollouts", "step-000004.jsonl"));

        doomed.Kill();

        var (exitCode, output, error) = await run.EndAsync();
        Assert.True(exitCode == 0, error);
        Assert.Contains("goes on from its last snapshot", error, StringComparison.Ordinal);
        Assert.Contains("12 steps", output, StringComparison.Ordinal);
        Assert.Equal(0, (await spare.EndAsync()).ExitCode);
        Assert.Equal(0, (await node.EndAsync()).ExitCode);
        await AuditAsync();
    }

    [Fact]
    public async Task A_folder_in_which_a_run_goes_on_takes_no_other()
    {
        var run = _cluster.StartRun(steps: 100);
        await run.WritesAsync(Path.Combine(Run, "holder.json"));

        var (exitCode, _, error) = await _cluster.StartRun(steps: 100, "--set", "cluster.port=0", "--set", "rollout.inference_workers=1").EndAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains("runs in it: a folder in which nothing runs", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_standby_needs_a_run_in_its_folder()
    {
        var (exitCode, _, error) = await _cluster.StartStandby(steps: 3).EndAsync();

        Assert.Equal(2, exitCode);
        Assert.Contains("nothing runs in it", error, StringComparison.Ordinal);
        Assert.Contains("on storage that both processes see", error, StringComparison.Ordinal);
    }

    public void Dispose() => _cluster.Dispose();

    private OlmorlProcess StartLearner() => _cluster.StartNode("--role", "learner", "--set", "cluster.learner=node", "--set", $"directory={Run}");

    private async Task AuditAsync()
    {
        var (_, audit, _) = await Repository.OlmorlAsync("audit", Run);
        Assert.Contains("none missing, none twice", audit, StringComparison.Ordinal);
    }
}
