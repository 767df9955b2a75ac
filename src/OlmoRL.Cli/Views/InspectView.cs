using System.Globalization;
using System.Text.Json;
using OlmoRL.Models;
using OlmoRL.Models.Checkpoints;
using Spectre.Console;

namespace OlmoRL.Cli.Views;

/// <summary>A checkpoint on one screen, or as JSON for other programs.</summary>
internal static class InspectView
{
    private const int ShownNames = 10;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(CheckpointReport report, string? digest)
    {
        var table = new Table { Border = TableBorder.Ascii2, ShowHeaders = false };
        _ = table.AddColumn("").AddColumn("");
        foreach (var (name, value) in Rows(report, digest))
            _ = table.AddRow(Markup.Escape(name), Markup.Escape(value));
        AnsiConsole.Write(table);
        WriteProblems("missing", report.Check.Missing);
        WriteProblems("unexpected", report.Check.Unexpected);
        WriteProblems("wrong shape", report.Check.WrongShape);
        if (report.Check.Passed)
            AnsiConsole.WriteLine($"All {report.TensorCount} tensors have the names and shapes that config.json asks for.");
    }

    public static string ToJson(CheckpointReport report, string? digest) => JsonSerializer.Serialize(new
    {
        report.Folder,
        Architecture = Architecture(report.Config),
        Parameters = report.Config.ParameterCount,
        Tensors = report.TensorCount,
        report.Elements,
        Files = report.FileBytes,
        Bytes = report.FileBytes.Values.Sum(),
        Config = JsonSerializer.Deserialize<JsonElement>(report.Config.ToJson(report.DataType)),
        report.Provenance,
        Digest = digest,
        report.Check.Passed,
        report.Check.Missing,
        report.Check.Unexpected,
        report.Check.WrongShape,
    }, Json);

    private static IEnumerable<(string Name, string Value)> Rows(CheckpointReport report, string? digest)
    {
        var config = report.Config;
        yield return ("folder", report.Folder);
        yield return ("architecture", $"{Architecture(config)}, {config.LayerCount} layers{Layers(config)}");
        yield return ("width", $"{config.HiddenSize} hidden, {config.IntermediateSize} inner");
        yield return ("heads", $"{config.HeadCount} query, {config.KeyValueHeadCount} key-value, {config.HeadSize} wide");
        yield return ("vocabulary", config.EmbeddingRows == config.VocabularySize
            ? Count(config.VocabularySize)
            : $"{Count(config.VocabularySize)} in {Count(config.EmbeddingRows)} rows");
        yield return ("context", $"{Count(config.MaxPositions)} tokens{Scaling(config)}");
        yield return ("parameters", Count(config.ParameterCount));
        yield return ("stored as", string.Join(", ", report.Elements.Select(e => $"{e.Key} {Count(e.Value)}")));
        yield return ("files", $"{report.FileBytes.Count}, {Size(report.FileBytes.Values.Sum())}");
        foreach (var (name, bytes) in report.FileBytes)
            yield return ("", $"{name} {Size(bytes)}");
        if (digest is not null)
            yield return ("digest", digest);
        foreach (var row in Origin(report))
            yield return row;
    }

    private static IEnumerable<(string Name, string Value)> Origin(CheckpointReport report)
    {
        if (report.Provenance is not { } origin)
        {
            yield return ("provenance", "none: no olmorl.json");
            yield break;
        }

        yield return ("made by", $"{origin.Stage}, step {origin.Step}, OlmoRL {origin.CodeVersion ?? "of before versions were kept"}");
        if (origin.Parent is not null)
            yield return ("parent", $"{origin.Parent} {origin.ParentDigest}");
        if (origin.RecipeDigest is not null)
            yield return ("recipe", origin.RecipeDigest);
        foreach (var (file, sum) in origin.DataDigests)
            yield return ("data", $"{file} {sum}");
    }

    private static string Architecture(TransformerConfig config) =>
        config.SlidingWindow > 0 ? "Olmo3ForCausalLM" : "Olmo2ForCausalLM";

    private static string Layers(TransformerConfig config)
    {
        if (config.SlidingWindow == 0)
            return "";
        var sliding = Enumerable.Range(0, config.LayerCount).Count(config.IsSliding);
        return $", {sliding} with a window of {config.SlidingWindow} and {config.LayerCount - sliding} full";
    }

    private static string Scaling(TransformerConfig config) => config.Yarn is not { } yarn ? ""
        : string.Create(CultureInfo.InvariantCulture, $", YaRN {yarn.Factor} over {yarn.OriginalMaxPositions} on full layers");

    private static void WriteProblems(string kind, IReadOnlyList<string> names)
    {
        foreach (var name in names.Take(ShownNames))
            AnsiConsole.WriteLine($"{kind}: {name}");
        if (names.Count > ShownNames)
            AnsiConsole.WriteLine($"{kind}: {names.Count - ShownNames} more");
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F3} GB");
}
