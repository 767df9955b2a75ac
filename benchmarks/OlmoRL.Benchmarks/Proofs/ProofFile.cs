using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OlmoRL.Reporting;

namespace OlmoRL.Benchmarks.Proofs;

/// <summary>Writes the bars of an issue as a table and as JSON, with machine and commit.</summary>
internal static class ProofFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes NAME.md and NAME.json.</summary>
    public static void Write(string folder, string name, IReadOnlyList<Bar> bars, string commit)
    {
        _ = Directory.CreateDirectory(folder);
        var machine = MachineDescription.Of();
        var date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        _ = text.Append(CultureInfo.InvariantCulture,
            $"# Proof: {name}\n\n{date} UTC, commit {commit}, {machine}\n\n| bar | command | figure | required | met |\n|---|---|---|---|---|\n");
        foreach (var bar in bars)
            _ = text.Append(CultureInfo.InvariantCulture, $"| {bar.Name} | `{bar.Command}` | {bar.Figure} | {bar.Required} | {(bar.Met ? "yes" : "NO")} |\n");
        File.WriteAllText(Path.Combine(folder, $"{name}.md"), text.ToString());
        File.WriteAllText(Path.Combine(folder, $"{name}.json"), JsonSerializer.Serialize(new { date, commit, machine, bars }, Json) + "\n");
    }
}
