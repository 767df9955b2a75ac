namespace OlmoRL.Runs;

/// <summary>Which of a run's step folders stay: the newest, and those at round steps.</summary>
/// <param name="Last">How many of the newest; 0 keeps all.</param>
/// <param name="Every">Steps that are a multiple of this stay, however old; 0 for none.</param>
public sealed record Retention(int Last, int Every)
{
    /// <summary>Deletes what need not stay, and what an interruption left half written.</summary>
    /// <param name="folder">Holds step-000000 folders; may be missing.</param>
    public void Apply(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var unfinished in Directory.EnumerateDirectories(folder, "step-*.tmp").ToArray())
            Directory.Delete(unfinished, recursive: true);
        var steps = Directory.EnumerateDirectories(folder, "step-??????").OrderDescending(StringComparer.Ordinal).ToArray();
        foreach (var old in steps.Skip(Last == 0 ? steps.Length : Last).Where(f => !IsRound(f)))
            Directory.Delete(old, recursive: true);
    }

    private bool IsRound(string folder) =>
        Every > 0 && int.TryParse(Path.GetFileName(folder).AsSpan(5), out var step) && step % Every == 0;
}
