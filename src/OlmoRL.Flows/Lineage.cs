using System.Globalization;
using System.Text.Json;
using OlmoRL.Evaluation;
using OlmoRL.Runs;

namespace OlmoRL.Flows;

/// <summary>A checkpoint, or a file of sampled rows, in an ancestry.</summary>
/// <param name="Title">Stage, step and folder, and what it was to its child.</param>
/// <param name="Facts">Digests, figures, and what no longer matches.</param>
/// <param name="Origins">What it was made of.</param>
public sealed record LineageNode(string Title, IReadOnlyList<string> Facts, IReadOnlyList<LineageNode> Origins);

/// <summary>Reads the whole ancestry of a checkpoint from the olmorl.json files along it.</summary>
public static class Lineage
{
    /// <summary>The tree above a checkpoint.</summary>
    /// <exception cref="InvalidDataException">The folder has no provenance.</exception>
    public static LineageNode Of(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return Provenance.Read(folder) is { } provenance
            ? Node(folder, provenance, role: "", recordedDigest: null)
            : throw new InvalidDataException($"{folder} has no {Provenance.FileName}, so nothing is known of its origin");
    }

    private static LineageNode Ancestor(string folder, string? digest, string role)
    {
        if (digest?.StartsWith(ProvenanceSource.EndpointPrefix, StringComparison.Ordinal) == true)
            return new LineageNode($"{role}{digest[ProvenanceSource.EndpointPrefix.Length..]} at {folder}", [], []);
        if (!Directory.Exists(folder))
            return new LineageNode($"{role}{folder}", [$"no longer there; it was {digest}"], []);
        return Provenance.Read(folder) is { } provenance
            ? Node(folder, provenance, role, digest)
            : new LineageNode($"{role}{folder}", [.. Identity(folder, digest), "origin unknown"], []);
    }

    private static LineageNode Node(string folder, Provenance provenance, string role, string? recordedDigest)
    {
        var facts = new List<string>(Identity(folder, recordedDigest));
        if (provenance.RecipeDigest is { } recipe)
            facts.Add($"recipe {recipe}");
        facts.AddRange(provenance.DataDigests.Select(d => $"data {d.Key} {d.Value}{Changed(d.Key, d.Value)}"));
        facts.AddRange(Figures(folder, provenance.Step));
        var origins = new List<LineageNode>();
        if (provenance.Parent is { } parent)
            origins.Add(Ancestor(parent, provenance.ParentDigest, ""));
        origins.AddRange((provenance.Sources ?? []).Select(s => Ancestor(s.Checkpoint, s.Digest, $"[{s.Part}] ")));
        origins.AddRange(provenance.DataDigests.Keys.Select(f => Path.GetDirectoryName(f)!)
            .Where(d => File.Exists(Path.Combine(d, Provenance.FileName))).Distinct().Select(d => Ancestor(d, null, "[data] ")));
        var unit = provenance.Stage == "pairs" ? "rows" : "steps";
        return new LineageNode(
            string.Create(CultureInfo.InvariantCulture, $"{role}{provenance.Stage}, {provenance.Step} {unit}: {folder}"), facts, origins);
    }

    private static IEnumerable<string> Identity(string folder, string? recordedDigest)
    {
        if (!File.Exists(Path.Combine(folder, "config.json")))
            yield break;
        var digest = ContentDigest.OfCheckpoint(folder);
        yield return $"checkpoint {digest}";
        if (recordedDigest is not null && recordedDigest != digest)
            yield return $"CHANGED since its child was made from it: it was {recordedDigest}";
    }

    private static string Changed(string file, string digest) =>
        !File.Exists(file) ? " (no longer there)" : ContentDigest.OfFile(file) == digest ? "" : " (CHANGED since)";

    /// <summary>The metrics of its last step, and every evaluation of it that lies in the same flow.</summary>
    private static IEnumerable<string> Figures(string folder, long step)
    {
        var stage = Path.GetDirectoryName(Path.GetDirectoryName(folder));
        if (stage is null)
            yield break;
        if (LastMetrics(Path.Combine(stage, "metrics.jsonl"), step) is { } metrics)
            yield return metrics;
        var flow = Path.GetDirectoryName(stage);
        if (flow is null)
            yield break;
        foreach (var file in Directory.EnumerateDirectories(flow).Select(d => Path.Combine(d, "evaluation.json")).Where(File.Exists).Order(StringComparer.Ordinal))
        {
            var report = EvaluationReport.Read(file);
            if (report.Checkpoint == folder)
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(Path.GetDirectoryName(file))}: pass@1 {100 * report.PassAt(1):F1}, greedy {100 * report.GreedyAccuracy():F1} of {report.Problems.Count} problems");
        }
    }

    private static string? LastMetrics(string path, long step)
    {
        string[] shown = ["policy/loss", "heldout/loss", "heldout/reward_accuracy", "preference/reward_accuracy", "rollout/solve_rate"];
        if (!File.Exists(path))
            return null;
        foreach (var line in File.ReadLines(path).Reverse())
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("step").GetInt64() != step)
                continue;
            var figures = shown.Where(n => json.RootElement.TryGetProperty(n, out _))
                .Select(n => string.Create(CultureInfo.InvariantCulture, $"{n} {json.RootElement.GetProperty(n).GetDouble():F3}"));
            return string.Join(", ", figures) is { Length: > 0 } text ? text : null;
        }

        return null;
    }
}
