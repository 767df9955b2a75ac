using System.Text.Json;

namespace OlmoRL.Runs;

/// <summary>One process at a time runs in a folder: the system's lock on a file, which the end of the process sets free, however it ends.</summary>
/// <remarks>
/// So a coordinator is never replaced while it lives, whatever others believe of it: on local file systems and on NFS 4 the lock
/// is taken from a dead process by the system alone. Who holds it is written beside it, for a lock's own file cannot be read.
/// </remarks>
public sealed class RunLock : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _mark;

    private RunLock(FileStream taken, string mark, RunHolder holder, RunHolder? before) => (_lock, _mark, Holder, Before) = (taken, mark, holder, before);

    /// <summary>This process.</summary>
    public RunHolder Holder { get; }

    /// <summary>Who held it before; null in a new folder.</summary>
    public RunHolder? Before { get; }

    /// <summary>Takes the lock; null while another process holds it.</summary>
    public static RunLock? TryTake(RunDirectory directory, RunHolder holder)
    {
        FileStream taken;
        try
        {
            taken = new FileStream(Path.Combine(directory.Root, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(Path.Combine(directory.Root, "run.lock")))
        {
            return null;
        }

        var before = LastHolder(directory);
        var mark = MarkOf(directory);
        WholeFile.Write(mark, JsonSerializer.Serialize(holder, JsonSerializerOptions.Default));
        return new RunLock(taken, mark, holder, before);
    }

    /// <summary>Who holds the lock, or held it last; null in a folder where none did.</summary>
    public static RunHolder? LastHolder(RunDirectory directory) => MarkOf(directory) is var mark && File.Exists(mark)
        ? JsonSerializer.Deserialize<RunHolder>(File.ReadAllText(mark), JsonSerializerOptions.Default) : null;

    /// <summary>Says that the run ended by itself, and lets the next one in.</summary>
    public void Dispose()
    {
        try
        {
            WholeFile.Write(_mark, JsonSerializer.Serialize(Holder with { Ended = true }, JsonSerializerOptions.Default));
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private static string MarkOf(RunDirectory directory) => Path.Combine(directory.Root, "holder.json");
}
