namespace OlmoRL.EndToEnd.Tests;

/// <summary>Runs over several processes on loopback.</summary>
public sealed class ClusterCommandTests : IDisposable
{
    private readonly ClusterProcesses _cluster = new();

    private string Seed => _cluster.Seed;

    private string Folder => _cluster.Folder;

    [Fact]
    public async Task A_run_whose_node_is_killed_ends_and_no_prompt_is_lost_or_repeated()
    {
        var run = StartRun(steps: 40);
        var doomed = StartNode("--role", "inference", "--role", "verifier");
        var other = StartNode("--role", "inference", "--role", "verifier");
        await run.WritesAsync(Path.Combine(Folder, "run", "rollouts", "step-000001.jsonl"));

        var status = await StatusAsync();
        while (Inference(status) < 2)
            status = await StatusAsync();
        Assert.Contains("of 40, the last one ended", status, StringComparison.Ordinal);

        doomed.Kill();

        var (exitCode, _, error) = await run.EndAsync();
        Assert.True(exitCode == 0, error);
        var (left, said, _) = await other.EndAsync();
        Assert.Equal(0, left);
        Assert.Contains("the run has ended", said, StringComparison.Ordinal);
        var (_, audit, _) = await Repository.OlmorlAsync("audit", Path.Combine(Folder, "run"));
        Assert.Contains("none missing, none twice", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_leaves_hands_its_work_back_and_a_new_one_takes_it_up()
    {
        var run = StartRun(steps: 40);
        var leaving = StartNode("--role", "inference");
        await run.WritesAsync(Path.Combine(Folder, "run", "rollouts", "step-000001.jsonl"));

        await leaving.InterruptAsync();
        var (left, said, _) = await leaving.EndAsync();
        _ = StartNode("--role", "inference");

        Assert.Equal(0, left);
        Assert.Contains("the run goes on without it", said, StringComparison.Ordinal);
        var (exitCode, _, error) = await run.EndAsync();
        Assert.True(exitCode == 0, error);
        var (_, audit, _) = await Repository.OlmorlAsync("audit", Path.Combine(Folder, "run"));
        Assert.Contains("none missing, none twice", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_waits_for_a_node_can_be_stopped_and_resumed()
    {
        var run = StartRun(steps: 20, "--set", "telemetry.slow_wait=1s");
        var leaving = StartNode("--role", "inference", "--role", "verifier");
        await run.WritesAsync(Path.Combine(Folder, "run", "rollouts", "step-000002.jsonl"));
        await leaving.InterruptAsync();
        _ = await leaving.EndAsync();
        await run.SaysAsync("s for an inference worker to join");

        await run.InterruptAsync();

        var (stopped, said, fault) = await run.EndAsync();
        Assert.True(stopped == 0, fault);
        Assert.Contains("Resume with:", said, StringComparison.Ordinal);
        var resumed = StartRun(steps: 20, "--resume");
        _ = StartNode("--role", "inference", "--role", "verifier");
        var (exitCode, _, error) = await resumed.EndAsync();
        Assert.True(exitCode == 0, error);
        var (_, audit, _) = await Repository.OlmorlAsync("audit", Path.Combine(Folder, "run"));
        Assert.Contains("none missing, none twice", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_with_another_recipe_is_turned_away_with_the_reason()
    {
        _ = StartRun(steps: 100);

        var (exitCode, _, error) = await Repository.OlmorlAsync(
            ["node", "recipes/quickstart/rlvr.toml", .. _cluster.Settings, "--set", "rollout.temperature=0.5", "--seed", Seed, "--role", "verifier"]);

        Assert.Equal(2, exitCode);
        Assert.Contains("the run does not take this node", error, StringComparison.Ordinal);
        Assert.Contains("recipe, config or tokenizer differs", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no run answers there", "--seed", "SEED", "--role", "verifier", "--join-within", "2")]
    [InlineData("a loopback address, or cluster.certificate", "--seed", "10.0.0.1:7000", "--role", "verifier")]
    public async Task What_cannot_be_joined_is_said_in_one_line(string said, params string[] arguments)
    {
        var (exitCode, _, error) = await Repository.OlmorlAsync(["node", "recipes/quickstart/rlvr.toml", .. arguments.Select(a => a == "SEED" ? Seed : a)]);

        Assert.True(exitCode == 2, $"{exitCode}: {error}");
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at OlmoRL", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster.host", "cluster.host=0.0.0.0")]
    [InlineData("cluster.port", "cluster.port=7000", "rollout.max_staleness=0")]
    [InlineData("rollout.inference_workers", "rollout.inference_workers=0")]
    public async Task A_run_that_could_not_be_joined_safely_is_refused(string said, params string[] overrides)
    {
        var (exitCode, _, error) = await Repository.OlmorlAsync(["rlvr", "recipes/quickstart/rlvr.toml", "--dry-run", .. overrides.SelectMany(o => new[] { "--set", o })]);

        Assert.Equal(2, exitCode);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    public void Dispose() => _cluster.Dispose();

    private OlmorlProcess StartRun(int steps, params string[] more) => _cluster.StartRun(steps, more);

    private OlmorlProcess StartNode(params string[] arguments) => _cluster.StartNode(arguments);

    private async Task<string> StatusAsync()
    {
        var (exitCode, status, error) = await Repository.OlmorlAsync("status", Seed);
        Assert.True(exitCode == 0, error);
        return status;
    }

    private static int Inference(string status) => status.Split('\n')
        .Count(l => l.StartsWith("inference", StringComparison.Ordinal) && l.Contains("akka.tcp://olmorl@127.0.0.1", StringComparison.Ordinal));
}
