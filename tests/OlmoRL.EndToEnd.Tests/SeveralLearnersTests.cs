using System.Diagnostics;
using System.Globalization;
using OlmoRL.Models.Checkpoints;
using OlmoRL.Models.Native;
using static TorchSharp.torch;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>Learners as processes, summed by Open MPI.</summary>
public sealed class SeveralLearnersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task Two_learners_end_with_the_weights_of_one()
    {
        SkipWithoutMpi();
        var one = await RunAsync("one", "--set", "trainer.steps=3");
        var two = await RunAsync("two", "--set", "trainer.steps=3", "--set", "trainer.learners=2");

        TorchRuntime.Initialize();
        using var scope = NewDisposeScope();
        using var expected = CheckpointFolder.Load(one, ScalarType.Float32, CPU);
        using var actual = CheckpointFolder.Load(two, ScalarType.Float32, CPU);
        foreach (var (a, b) in expected.Weights.All.Zip(actual.Weights.All))
            Assert.InRange((a - b).abs().max().item<float>() / a.abs().max().item<float>(), 0, 1e-5);
    }

    [Fact]
    public async Task A_group_that_loses_a_learner_goes_on_from_its_snapshot()
    {
        SkipWithoutMpi();
        var directory = Path.Combine(_folder, "run");
        using var run = new OlmorlProcess(Arguments("run", "--set", "trainer.steps=12", "--set", "trainer.learners=2", "--set", "snapshot_every=2"));
        await run.WritesAsync(Path.Combine(directory, "rollouts", "step-000004.jsonl"));

        await KillLastLearnerAsync(directory);

        var (exitCode, output, error) = await run.EndAsync();
        Assert.True(exitCode == 0, error);
        Assert.Contains("the group starts again from the last snapshot", error, StringComparison.Ordinal);
        Assert.Contains("12 steps", output, StringComparison.Ordinal);
        var (_, audit, _) = await Repository.OlmorlAsync("audit", directory);
        Assert.Contains("none missing, none twice", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_a_group_finishes_its_step_and_one_learner_can_go_on()
    {
        SkipWithoutMpi();
        using var run = new OlmorlProcess(Arguments("run", "--set", "trainer.steps=1000", "--set", "trainer.learners=2"));
        await run.WritesAsync(Path.Combine(_folder, "run", "rollouts", "step-000002.jsonl"));

        await run.InterruptAsync();

        var (exitCode, output, error) = await run.EndAsync();
        Assert.True(exitCode == 0, error);
        Assert.Contains("Resume with:", output, StringComparison.Ordinal);
        var steps = File.ReadLines(Path.Combine(_folder, "run", "metrics.jsonl")).Count() + 1;
        _ = await RunAsync("run", "--set", $"trainer.steps={steps}", "--resume");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void SkipWithoutMpi() => Assert.SkipUnless(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, "mpirun"))),
        "Open MPI is not here (apt-get install openmpi-bin)");

    private string[] Arguments(string name, params string[] more) =>
    [
        "rlvr", "recipes/quickstart/rlvr.toml", "--set", $"directory={Path.Combine(_folder, name)}", "--set", "rollout.max_staleness=0",
        "--set", "rollout.groups_per_step=4", "--set", "rollout.group_size=4", "--set", "trainer.mini_batches=1", "--set", "trainer.micro_batch_tokens=256",
        "--set", "threads=1", .. more,
    ];

    private async Task<string> RunAsync(string name, params string[] more)
    {
        var (exitCode, _, error) = await Repository.OlmorlAsync(Arguments(name, more));
        Assert.True(exitCode == 0, error);
        return Path.Combine(_folder, name, "checkpoints", "final");
    }

    /// <summary>The youngest of the processes that have the run's folder in their command line and are no launcher.</summary>
    private static async Task KillLastLearnerAsync(string directory)
    {
        var learner = Process.GetProcessesByName("dotnet")
            .Where(p => File.ReadAllText($"/proc/{p.Id}/cmdline").Contains(directory, StringComparison.Ordinal)
                && File.ReadAllText($"/proc/{p.Id}/environ").Contains("OMPI_COMM_WORLD_RANK=1", StringComparison.Ordinal))
            .Single();
        using var kill = Process.Start("kill", ["-KILL", learner.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
