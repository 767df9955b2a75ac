namespace OlmoRL.EndToEnd.Tests;

/// <summary>Configurations that must agree share one stored curve of loss and gradient norm.</summary>
/// <remarks>Run through the command line, in fp32, synchronous, with one seed.</remarks>
public sealed class GoldenTrajectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Theory]
    [InlineData("one micro-batch")]
    [InlineData("accumulated", "trainer.micro_batch_tokens=256")]
    [InlineData("layers computed again", "trainer.checkpointing=true")]
    [InlineData("long rows, attention by document", "trainer.pack_length=1024")]
    public async Task Configurations_that_must_agree_follow_one_curve(string name, params string[] overrides)
    {
        GoldenCurve.AssertFollowed("rlvr", name, await RunAsync(overrides));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<string> RunAsync(string[] overrides)
    {
        string[] settings =
        [
            "rollout.max_staleness=0", "rollout.group_size=4", "rollout.groups_per_step=4", "rollout.max_tokens=48", "data.max_steps=2",
            "trainer.steps=6", "trainer.mini_batches=1", "threads=1", $"directory={_folder}/r", .. overrides,
        ];
        var (exitCode, _, error) = await Repository.OlmorlAsync(
            ["rlvr", "recipes/quickstart/rlvr.toml", .. settings.SelectMany(s => (string[])["--set", s])]);

        Assert.True(exitCode == 0, error);
        return $"{_folder}/r/metrics.jsonl";
    }
}
