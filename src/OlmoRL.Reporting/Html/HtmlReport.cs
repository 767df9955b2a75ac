using System.Globalization;
using System.Xml.Linq;
using OlmoRL.Evaluation;
using OlmoRL.Runs;

namespace OlmoRL.Reporting.Html;

/// <summary>What a page says besides a run's own files.</summary>
/// <param name="Command">What to type to run it again.</param>
/// <param name="TokenText">A token's text; null shows ids.</param>
public sealed record ReportContext(string Command, Func<int, string>? TokenText);

/// <summary>Writes report.html: one file that opens from disk and asks no network.</summary>
/// <remarks>Its content security policy allows pictures within the file and nothing else, so text of a model can load or run nothing.</remarks>
public static class HtmlReport
{
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1320px; margin: 2em auto; padding: 0 1em; color: #222 }
        table { border-collapse: collapse; margin: 1em 0 } td, th { border: 1px solid #ccc; padding: 2px 9px; text-align: left }
        td { font-variant-numeric: tabular-nums } pre { background: #f5f5f5; padding: .7em; white-space: pre-wrap; overflow-wrap: anywhere }
        .strip { line-height: 1.2 } .token { display: inline-block; margin: 0 1px 7px 0; vertical-align: top }
        .token b { font: 13px ui-monospace, monospace; white-space: pre } .token i { display: block; height: 4px; min-width: 5px }
        h3 { margin-bottom: .2em } .note { color: #666; margin-top: 0 }
        """;

    /// <summary>Writes the page into a folder.</summary>
    /// <param name="evaluations">In order; may be empty.</param>
    /// <param name="run">The RLVR run; null where there was none.</param>
    public static void Write(string folder, IReadOnlyList<NamedEvaluation> evaluations, RunDirectory? run, ReportContext context)
    {
        var page = HtmlNode.Of("html", HtmlNode.With("lang", "en"),
            HtmlNode.Of("head",
                HtmlNode.Of("meta", HtmlNode.With("charset", "utf-8")),
                HtmlNode.Of("meta", HtmlNode.With("http-equiv", "Content-Security-Policy"), HtmlNode.With("content", Policy)),
                HtmlNode.Of("title", $"OlmoRL: {Path.GetFileName(Path.GetFullPath(folder))}"),
                HtmlNode.Of("style", Style)),
            HtmlNode.Of("body", Head(context), Evaluations(evaluations), run is null ? [] : Run(run, context)));
        var path = Path.Combine(folder, "report.html");
        File.WriteAllText(path + ".tmp", "<!DOCTYPE html>\n" + page.ToString(SaveOptions.DisableFormatting));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private static IEnumerable<XElement> Head(ReportContext context) =>
    [
        HtmlNode.Of("h1", "Report"),
        HtmlNode.Of("p", "Run it again:"),
        HtmlNode.Of("pre", HtmlNode.Clean(context.Command)),
        HtmlNode.Of("p", HtmlNode.With("class", "note"), $"{MachineDescription.Of()}; OlmoRL {Provenance.ThisProgram}"),
    ];

    private static IEnumerable<XElement> Evaluations(IReadOnlyList<NamedEvaluation> evaluations)
    {
        if (evaluations.Count == 0)
            yield break;
        yield return HtmlNode.Of("h2", "Held-out problems");
        yield return HtmlNode.Table(
            [["stage", "pass@1", "greedy", "parsable", "correct among parsable"],
            .. evaluations.Select(e => (IReadOnlyList<string>)
                [e.Stage, Percent(e.Report.PassAt(1)), Percent(e.Report.GreedyAccuracy()), Percent(e.Report.ParsableShare()), Percent(e.Report.CorrectAmongParsable())])]);
        if (evaluations.Count < 2)
            yield break;
        yield return HtmlNode.Of("h3", HtmlNode.Clean($"{evaluations[^1].Stage} against {evaluations[0].Stage}"));
        yield return HtmlNode.Of("p", HtmlNode.With("class", "note"), "Percent; 95 % intervals by bootstrap over problems, differences paired.");
        yield return HtmlNode.Table(
            [["figure", evaluations[0].Stage, evaluations[^1].Stage, "difference"],
            .. FlowReport.Compare(evaluations[0].Report, evaluations[^1].Report).Select(r => (IReadOnlyList<string>)[r.Figure, FlowReport.Show(r.Before), FlowReport.Show(r.After), FlowReport.Show(r.Difference)])]);
    }

    private static IEnumerable<XElement> Run(RunDirectory run, ReportContext context)
    {
        if (File.Exists(run.Metrics))
        {
            var history = new MetricsHistory(run.Metrics);
            yield return HtmlNode.Of("h2", $"{history.StepCount} steps");
            yield return HtmlNode.Of("div", MetricPlots.Of(history));
            yield return HtmlNode.Of("details", HtmlNode.Of("summary", "All metrics"), HtmlNode.Table(
                [["metric", "first", "last", "mean", "largest"], .. history.Names.Select(n => Row(history, n))]));
        }

        if (Directory.Exists(run.Evaluations))
        {
            yield return HtmlNode.Of("h2", "Held-out problems during the run");
            yield return HtmlNode.Table(
                [["step", "pass@1", "greedy", "parsable"],
                .. Directory.EnumerateFiles(run.Evaluations, "step-*.json").Order(StringComparer.Ordinal).Select(f => Evaluation(f))]);
        }

        yield return HtmlNode.Of("h2", "Rollouts");
        yield return HtmlNode.Of("p", HtmlNode.With("class", "note"),
            "Below each token: the policy version that sampled it (a hue each), its log-prob (white: certain, red: unlikely), the completion's advantage (green above 0). Point at a token for figures.");
        foreach (var sample in RolloutSamples.Of(run.Rollouts))
            yield return Rollout(sample, context);
        if (File.Exists(run.ResolvedRecipe))
            yield return HtmlNode.Of("details", HtmlNode.Of("summary", "Recipe, every value filled in"), HtmlNode.Of("pre", HtmlNode.Clean(File.ReadAllText(run.ResolvedRecipe))));
    }

    private static string[] Evaluation(string file)
    {
        var report = EvaluationReport.Read(file);
        return [Path.GetFileNameWithoutExtension(file)["step-".Length..].TrimStart('0'), Percent(report.PassAt(1)), Percent(report.GreedyAccuracy()), Percent(report.ParsableShare())];
    }

    private static XElement Rollout(RolloutSample sample, ReportContext context)
    {
        var r = sample.Rollout;
        return HtmlNode.Of("section",
            HtmlNode.Of("h3", $"Step {r.Step}, {sample.Why}"),
            HtmlNode.Of("p", HtmlNode.With("class", "note"), HtmlNode.Clean(string.Create(CultureInfo.InvariantCulture,
                $"group {r.Group}, sibling {r.Sibling}; {r.TokenIds.Length} tokens, sampled by {Counted(r.Versions.Select(v => v[2]).Distinct().Count(), "policy version")}, ended by {r.FinishReason}; reward {r.Reward?.ToString("0.###", CultureInfo.InvariantCulture) ?? "none"}, advantage {r.Advantage:0.###}{(r.Reason.Length > 0 ? $"; {r.Reason}" : "")}"))),
            HtmlNode.Of("pre", HtmlNode.Clean(r.Prompt)),
            TokenStrip.Of(r, context.TokenText));
    }

    private static string Counted(int count, string what) => count == 1 ? $"one {what}" : $"{count} {what}s";

    private static string[] Row(MetricsHistory history, string name)
    {
        var values = history.Series(name).Values;
        return [name, Show(values[0]), Show(values[^1]), Show(values.Average()), Show(values.Max())];
    }

    private static string Show(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);
}
