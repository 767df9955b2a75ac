namespace OlmoRL.Cli.Bench;

/// <summary>What a benchmark measures, and where its results go.</summary>
/// <param name="Folder">For tables, JSON and plots.</param>
/// <param name="Quick">A few points only.</param>
/// <param name="Shapes">Model shapes.</param>
internal sealed record BenchOptions(string Folder, bool Quick, IReadOnlyList<BenchShape> Shapes)
{
    /// <summary>Suffix of files about a single shape.</summary>
    public string Suffix => Shapes.Count == 1 ? $"-{Shapes[0].Name}" : "";
}
