namespace OlmoRL.Runs;

/// <summary>A snapshot on its way: written beside its place, sealed, and renamed into it as the last act.</summary>
/// <remarks>Until then the snapshots before it are untouched, so neither a kill nor a full disk costs more than the newest.</remarks>
public sealed class SnapshotFolder(RunDirectory directory, int step)
{
    private readonly string _place = directory.SnapshotOf(step);

    /// <summary>Where to write meanwhile.</summary>
    public string Path => _place + ".tmp";

    /// <summary>Makes the folder, empty.</summary>
    public void Begin()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
        _ = Directory.CreateDirectory(Path);
    }

    /// <summary>Puts the folder in its place, then removes what need not stay.</summary>
    public void Complete(Retention retention)
    {
        SnapshotSeal.Write(Path);
        if (Directory.Exists(_place))
            Directory.Delete(Path, recursive: true); // a run resumed at its end has nothing newer to say of this step
        else
            Directory.Move(Path, _place);
        retention.Apply(directory.Snapshots);
    }
}
