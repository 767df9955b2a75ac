using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OlmoRL.Reporting;

namespace OlmoRL.Cli.Bench;

/// <summary>Writes a benchmark's results as a table and as JSON, with machine and commit.</summary>
internal static class BenchReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Writes NAME.md and NAME.json.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="name">Of the files.</param>
    /// <param name="command">What was run.</param>
    /// <param name="header">Columns of the table.</param>
    /// <param name="rows">Cells of the table.</param>
    /// <param name="results">What the JSON holds.</param>
    public static void Write(
        string folder, string name, string command, string[] header, IEnumerable<string[]> rows, object results)
    {
        _ = Directory.CreateDirectory(folder);
        var (date, commit, machine) = (
            TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
            SourceCommit.Find(), MachineDescription.Of());
        string[] lines =
        [
            $"# {command}", "", $"{date} UTC, commit {commit}, {machine}", "",
            Row(header), Row([.. header.Select(_ => "---")]), .. rows.Select(Row), "",
        ];
        Replace(Path.Combine(folder, $"{name}.md"), string.Join('\n', lines));
        Replace(Path.Combine(folder, $"{name}.json"), JsonSerializer.Serialize(new { command, date, commit, machine, results }, Json) + "\n");
    }

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells)} |";

    private static void Replace(string path, string text)
    {
        File.WriteAllText($"{path}.new", text);
        File.Move($"{path}.new", path, overwrite: true);
    }
}
