using System.Text.Json.Nodes;

namespace OlmoRL.Data.Rows;

/// <summary>Streams the rows of a data set, whatever it is stored as, as JSON objects.</summary>
public static class RowFiles
{
    /// <summary>Endings that are read.</summary>
    public const string Allowed = ".jsonl, .parquet, .arrow, or a folder of such files";

    private static readonly string[] Endings = [".jsonl", ".parquet", ".arrow"];

    /// <summary>The files of a data set in order: the file itself, or those of a folder by name.</summary>
    /// <exception cref="FileNotFoundException">There is no such file, or no readable one in the folder.</exception>
    /// <exception cref="InvalidDataException">The file has another ending.</exception>
    public static IReadOnlyList<string> Of(string path)
    {
        if (Directory.Exists(path))
        {
            string[] files = [.. Directory.EnumerateFiles(path).Where(IsRowFile).Order(StringComparer.Ordinal)];
            return files.Length > 0 ? files : throw new FileNotFoundException($"{path} has no data file; allowed: {Allowed}");
        }

        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} does not exist");
        return IsRowFile(path) ? [path] : throw new InvalidDataException($"{path} has an unknown ending; allowed: {Allowed}");
    }

    /// <summary>All rows in order. Memory is bounded by a row group, not by the file.</summary>
    /// <exception cref="InvalidDataException">A file is damaged; names file and place.</exception>
    public static async IAsyncEnumerable<JsonObject> ReadAsync(string path)
    {
        foreach (var file in Of(path))
        {
            var rows = Path.GetExtension(file) switch
            {
                ".parquet" => ParquetRows.ReadAsync(file),
                ".arrow" => ArrowRows.ReadAsync(file),
                _ => JsonLinesRows.ReadAsync(file),
            };
            await foreach (var row in rows.ConfigureAwait(false))
                yield return row;
        }
    }

    private static bool IsRowFile(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.Ordinal);
}
