using System.Runtime.InteropServices;
using OlmoRL.Data.Mixtures;

namespace OlmoRL.Training.Preferences;

/// <summary>Log-probs of answers under the reference, computed once and kept on disk, so that training needs no second model.</summary>
/// <remarks>A file of float64: sum over trained tokens of chosen and rejected for each distinct row, in order of (source, row).</remarks>
public sealed class ReferenceLogProbs
{
    private readonly Dictionary<MixtureRow, (double Chosen, double Rejected)> _byRow;

    private ReferenceLogProbs(IReadOnlyList<MixtureRow> rows, double[] values) => _byRow = rows
        .Select((row, i) => (row, i)).ToDictionary(r => r.row, r => (values[2 * r.i], values[2 * r.i + 1]));

    /// <summary>Of a row.</summary>
    public (double Chosen, double Rejected) this[MixtureRow row] => _byRow[row];

    /// <summary>Reads the file, or computes the values and writes it.</summary>
    /// <param name="path">Named by a digest of reference, documents and precision.</param>
    /// <param name="rows">Every row that training will see, each once, in order.</param>
    /// <param name="compute">The two values of each of some rows.</param>
    /// <param name="rowsAtOnce">How many rows it is given.</param>
    /// <param name="progress">Told how many rows are done.</param>
    public static ReferenceLogProbs Open(
        string path, IReadOnlyList<MixtureRow> rows, Func<IReadOnlyList<MixtureRow>, double[]> compute, int rowsAtOnce,
        IProgress<int>? progress)
    {
        if (File.Exists(path) && new FileInfo(path).Length == 2L * rows.Count * sizeof(double))
            return new ReferenceLogProbs(rows, MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(path)).ToArray());
        var values = new List<double>(2 * rows.Count);
        foreach (var part in rows.Chunk(rowsAtOnce))
        {
            values.AddRange(compute(part));
            progress?.Report(values.Count / 2);
        }

        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".tmp", MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(values)).ToArray());
        File.Move(path + ".tmp", path, overwrite: true);
        return new ReferenceLogProbs(rows, [.. values]);
    }
}
