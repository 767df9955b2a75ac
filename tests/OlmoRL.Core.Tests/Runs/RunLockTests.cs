using OlmoRL.Runs;

namespace OlmoRL.Core.Tests.Runs;

public sealed class RunLockTests : IDisposable
{
    private readonly RunDirectory _directory = new(Directory.CreateTempSubdirectory("olmorl-").FullName);

    [Fact]
    public void A_folder_is_held_by_one_at_a_time_who_is_named()
    {
        using var first = RunLock.TryTake(_directory, RunHolder.Here("127.0.0.1:7811"));

        Assert.NotNull(first);
        Assert.Null(RunLock.TryTake(_directory, RunHolder.Here("")));
        Assert.Equal(first.Holder, RunLock.LastHolder(_directory));
        Assert.Contains($"process {Environment.ProcessId} of {Environment.MachineName}, at 127.0.0.1:7811", $"{RunLock.LastHolder(_directory)}", StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_ended_says_so_to_the_next()
    {
        var first = RunLock.TryTake(_directory, RunHolder.Here(""))!;
        first.Dispose();

        using var second = RunLock.TryTake(_directory, RunHolder.Here(""))!;

        Assert.Null(first.Before);
        Assert.Equal(first.Holder with { Ended = true }, second.Before);
        Assert.NotEqual(first.Holder.Id, second.Holder.Id);
    }

    public void Dispose() => Directory.Delete(_directory.Root, recursive: true);
}
