using OlmoRL.Runs;

namespace OlmoRL.Core.Tests.Runs;

public sealed class RunDirectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public void Rolling_back_keeps_what_came_up_to_the_step()
    {
        var directory = new RunDirectory(_folder);
        File.WriteAllLines(directory.Metrics, ["{\"step\":1}", "{\"step\":2}", "{\"step\":3}"]);
        _ = Directory.CreateDirectory(directory.Rollouts);
        for (var step = 1; step <= 3; step++)
            File.WriteAllText(directory.RolloutsOf(step), "");

        directory.RollBackTo(2);

        Assert.Equal(["{\"step\":1}", "{\"step\":2}"], File.ReadAllLines(directory.Metrics));
        Assert.True(File.Exists(directory.RolloutsOf(2)));
        Assert.False(File.Exists(directory.RolloutsOf(3)));
    }

    [Fact]
    public void Rolling_back_drops_a_half_written_last_line_and_file()
    {
        var directory = new RunDirectory(_folder);
        File.WriteAllText(directory.Metrics, "{\"step\":1}\n{\"step\":2,\"policy/lo");
        _ = Directory.CreateDirectory(directory.Rollouts);
        File.WriteAllText(directory.RolloutsOf(2) + ".tmp", "{");

        directory.RollBackTo(2);

        Assert.Equal(["{\"step\":1}"], File.ReadAllLines(directory.Metrics));
        Assert.Empty(Directory.EnumerateFiles(directory.Rollouts));
    }

    [Fact]
    public void A_file_shorter_than_the_snapshot_knew_it_is_refused()
    {
        var directory = new RunDirectory(_folder);
        File.WriteAllText(directory.Prompts, "{}\n");

        var refused = Assert.Throws<InvalidDataException>(() => directory.RollBackTo(new RunState
        {
            Step = 1,
            NextDraw = 1,
            Live = [],
            PromptsBytes = 10,
            ScheduleBytes = 0,
            RecipeDigest = "",
            ModelDigest = "",
        }));

        Assert.Contains("prompts.jsonl has 3 bytes, and had 10", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_newest_snapshot_is_the_one_of_the_latest_step()
    {
        var directory = new RunDirectory(_folder);
        Assert.Null(directory.NewestSnapshot());
        foreach (var step in new[] { 2, 10, 4 })
            _ = Directory.CreateDirectory(directory.SnapshotOf(step));

        Assert.Equal(directory.SnapshotOf(10), directory.NewestSnapshot());
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused_at_once() =>
        Assert.ThrowsAny<IOException>(() => new RunDirectory("/dev/null/run"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
