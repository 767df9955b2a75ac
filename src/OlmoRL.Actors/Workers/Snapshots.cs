using OlmoRL.Runs;

namespace OlmoRL.Actors.Workers;

/// <summary>Snapshot folders of a run: written beside their place, renamed when complete, the last two kept.</summary>
internal static class Snapshots
{
    private const int Kept = 2;

    /// <summary>An empty folder to write the snapshot of a step into.</summary>
    public static string Begin(RunDirectory directory, int step)
    {
        var unfinished = Unfinished(directory, step);
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        return Directory.CreateDirectory(unfinished).FullName;
    }

    /// <summary>Whether a snapshot of this step is being written.</summary>
    public static bool IsOpen(RunDirectory directory, int step) => Directory.Exists(Unfinished(directory, step));

    /// <summary>Adds the run's state and puts the folder in its place.</summary>
    public static void Complete(RunDirectory directory, RunState state)
    {
        var place = directory.SnapshotOf(state.Step);
        state.Write(Unfinished(directory, state.Step));
        if (Directory.Exists(place))
            Directory.Delete(place, recursive: true);
        Directory.Move(Unfinished(directory, state.Step), place);
        foreach (var old in Directory.EnumerateDirectories(directory.Snapshots, "step-??????")
                     .OrderDescending(StringComparer.Ordinal).Skip(Kept).ToArray())
            Directory.Delete(old, recursive: true);
    }

    private static string Unfinished(RunDirectory directory, int step) => directory.SnapshotOf(step) + ".tmp";
}
