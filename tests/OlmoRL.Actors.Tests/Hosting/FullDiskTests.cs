using OlmoRL.Actors.Tests.Fakes;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Tests.Hosting;

public sealed class FullDiskTests : IDisposable
{
    private readonly TinyRun _run = new();

    [Fact]
    public async Task A_full_disk_ends_the_run_and_leaves_the_last_good_snapshot_and_checkpoint()
    {
        string[] recipe = ["checkpoint_every=2"];
        var directory = _run.Open("small");
        using var disk = SmallDisk.MountOrSkip(directory.Root, megabytes: 4);
        _ = await _run.RunAsync("small", overrides: [.. recipe, "trainer.steps=2"]);
        var checkpoint = Path.Combine(directory.FinalCheckpoint, "model.safetensors");
        var good = File.ReadAllBytes(checkpoint);
        disk.Fill(bytesLeft: 64 * 1024);

        _ = await Assert.ThrowsAnyAsync<IOException>(() => _run.RunAsync("small", resume: true, overrides: recipe));

        SnapshotSeal.Verify(directory.SnapshotOf(2));
        Assert.Equal(good, File.ReadAllBytes(checkpoint));
        disk.MakeRoom();
        _ = await _run.RunAsync("small", resume: true, overrides: recipe);
        Assert.Equal(4, _run.TimelessMetrics("small").Length);
        Assert.Empty(PromptAudit.OfRun(directory).Violations);
    }

    public void Dispose() => _run.Dispose();
}
