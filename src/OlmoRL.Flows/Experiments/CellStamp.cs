using OlmoRL.Runs;

namespace OlmoRL.Flows.Experiments;

/// <summary>Remembers, in a cell's folder, from which resolved recipe it was begun and whether it is finished.</summary>
internal sealed class CellStamp(string folder, string recipe)
{
    private readonly string _begun = Path.Combine(folder, "cell.toml");
    private readonly string _finished = Path.Combine(folder, "cell.finished.toml");

    /// <summary>The same recipe was begun here.</summary>
    public bool IsBegun => Holds(_begun);

    /// <summary>The same recipe was finished here.</summary>
    public bool IsFinished => Holds(_finished);

    /// <summary>Before work starts.</summary>
    public void Begin()
    {
        File.Delete(_finished);
        Write(_begun);
    }

    /// <summary>After all results are written.</summary>
    public void Finish() => Write(_finished);

    private bool Holds(string path) => File.Exists(path) && File.ReadAllText(path) == recipe;

    private void Write(string path) => WholeFile.Write(path, recipe);
}
