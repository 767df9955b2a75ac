using OlmoRL.Runs;

namespace OlmoRL.Core.Tests.Runs;

public sealed class SnapshotFolderTests : IDisposable
{
    private readonly RunDirectory _run = new(Directory.CreateTempSubdirectory("olmorl-").FullName);

    [Fact]
    public void It_appears_under_its_name_only_when_complete()
    {
        var snapshot = new SnapshotFolder(_run, 3);
        snapshot.Begin();
        File.WriteAllText(Path.Combine(snapshot.Path, "state.json"), "{}");

        Assert.Null(_run.NewestSnapshot());
        snapshot.Complete(new Retention(2, 0));

        Assert.Equal(_run.SnapshotOf(3), _run.NewestSnapshot());
        SnapshotSeal.Verify(_run.SnapshotOf(3));
    }

    [Fact]
    public void The_newest_and_those_at_round_steps_stay()
    {
        for (var step = 1; step <= 9; step++)
        {
            var snapshot = new SnapshotFolder(_run, step);
            snapshot.Begin();
            snapshot.Complete(new Retention(2, 4));
        }

        Assert.Equal(["step-000004", "step-000008", "step-000009"],
            Directory.EnumerateDirectories(_run.Snapshots).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_an_interruption_left_half_written_is_removed()
    {
        new SnapshotFolder(_run, 1).Begin();

        new Retention(0, 0).Apply(_run.Snapshots);

        Assert.Empty(Directory.EnumerateDirectories(_run.Snapshots));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("missing")]
    [InlineData("no-seal")]
    public void Damage_is_refused_by_the_files_name(string damage)
    {
        var snapshot = new SnapshotFolder(_run, 5);
        snapshot.Begin();
        File.WriteAllBytes(Path.Combine(snapshot.Path, "weights"), new byte[1000]);
        snapshot.Complete(new Retention(1, 0));
        var weights = Path.Combine(_run.SnapshotOf(5), "weights");
        if (damage == "changed")
            File.WriteAllBytes(weights, [.. Enumerable.Repeat((byte)0, 999), 1]);
        else
            File.Delete(damage == "missing" ? weights : Path.Combine(_run.SnapshotOf(5), "seal.json"));

        var refused = Assert.Throws<InvalidDataException>(() => SnapshotSeal.Verify(_run.SnapshotOf(5)));

        Assert.Contains(damage == "no-seal" ? "seal.json" : "weights", refused.Message, StringComparison.Ordinal);
        Assert.Contains("delete step-000005", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_run.Root, recursive: true);
}
