using System.Globalization;
using System.Text;
using System.Text.Json;
using OlmoRL.Evaluation;
using OlmoRL.Runs;

namespace OlmoRL.Reporting;

/// <summary>A domain's figures, means over seeds.</summary>
/// <param name="Domain">Its name.</param>
/// <param name="Start">pass@1 of the start model on held-out problems.</param>
/// <param name="Single">pass@1 after training on the domain alone.</param>
/// <param name="SingleGain">Against the start model, paired.</param>
/// <param name="Mix">pass@1 after training on all domains.</param>
/// <param name="MixGain">Against the start model, paired.</param>
/// <param name="SingleReward">Mean score of training rollouts over the last quarter of the run on the domain alone.</param>
/// <param name="MixReward">The same of the run on all domains.</param>
/// <param name="FailedShare">Verdicts of the training runs that failed, of all of the domain's.</param>
public sealed record DomainRow(
    string Domain, Interval Start, Interval Single, Interval SingleGain, Interval Mix, Interval MixGain,
    double SingleReward, double MixReward, double FailedShare);

/// <summary>Writes what single-domain runs and the mix did: domains.md and domains.json.</summary>
public static class DomainsReport
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>A row a domain.</summary>
    public static IReadOnlyList<DomainRow> Rows(IReadOnlyDictionary<string, EvaluationReport> start, IReadOnlyList<DomainCell> cells) =>
        [.. cells.GroupBy(c => c.Domain).Select(domain => Row(start[domain.Key], [.. domain]))];

    /// <summary>Whether the mix earned less in training than each single domain, in words.</summary>
    public static string Verdict(IReadOnlyList<DomainRow> rows)
    {
        string[] less = [.. rows.Where(r => r.MixReward < r.SingleReward).Select(r => r.Domain)];
        return less.Length == rows.Count ? "The mixed run earned less training reward than the single run in every domain."
            : less.Length == 0 ? "The mixed run earned no less training reward than the single run in any domain."
            : $"The mixed run earned less training reward than the single run in {string.Join(", ", less)}, and no less in {string.Join(", ", rows.Select(r => r.Domain).Except(less))}.";
    }

    /// <summary>Writes both files into a folder.</summary>
    /// <param name="command">What to type to run it again.</param>
    /// <param name="start">The start model on each domain.</param>
    /// <param name="cells">At least one a domain.</param>
    public static void Write(string folder, string command, IReadOnlyDictionary<string, EvaluationReport> start, IReadOnlyList<DomainCell> cells)
    {
        var rows = Rows(start, cells);
        WholeFile.Write(Path.Combine(folder, "domains.json"), JsonSerializer.Serialize(new { command, machine = MachineDescription.Of(), verdict = Verdict(rows), domains = rows }, Json) + "\n");
        WholeFile.Write(Path.Combine(folder, "domains.md"),
            string.Create(CultureInfo.InvariantCulture, $"# Single domains and their mix\n\n    {command}\n\n{MachineDescription.Of()}; {cells.Max(c => c.Seed)} seed(s), {cells[0].Single.Problems.Count} held-out problems a domain.\n\n{Table(rows)}\n{Verdict(rows)}\n"));
    }

    /// <summary>The rows as a Markdown table.</summary>
    public static string Table(IReadOnlyList<DomainRow> rows)
    {
        var text = new StringBuilder("| domain | base | alone | gain | mix | gain | training reward alone | in the mix | failed verdicts |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var row in rows)
        {
            _ = text.Append(CultureInfo.InvariantCulture,
                $"| {row.Domain} | {FlowReport.Show(row.Start)} | {FlowReport.Show(row.Single)} | {FlowReport.Show(row.SingleGain)} | {FlowReport.Show(row.Mix)} | {FlowReport.Show(row.MixGain)} | {row.SingleReward:F3} | {row.MixReward:F3} | {100 * row.FailedShare:F2} % |\n");
        }

        return text.Append("\npass@1 in percent with 95 % intervals over seeds and problems; gains are paired by problem. Training reward is the mean score of rollouts over the last quarter of the steps.\n").ToString();
    }

    private static DomainRow Row(EvaluationReport start, DomainCell[] cells)
    {
        var random = new SeedSequence(1).Stream($"domains/{cells[0].Domain}");
        EvaluationReport[] before = [start], single = [.. cells.Select(c => c.Single)], mix = [.. cells.Select(c => c.Mix)];
        Interval Of(int seeds, Func<int[], int[], double> statistic) => CrossedBootstrap.Of(seeds, start.Problems.Count, statistic, random);
        MetricsHistory[] alone = [.. cells.Select(c => History(c.SingleRun))], together = [.. cells.Select(c => History(c.MixRun))];
        var verifier = $"verifier/{cells[0].Verifier}";
        MetricsHistory[] all = [.. alone, .. together];
        return new DomainRow(cells[0].Domain,
            Of(1, (_, problems) => HeldOutRate.Of(before, [0], problems)),
            Of(cells.Length, (seeds, problems) => HeldOutRate.Of(single, seeds, problems)),
            Of(cells.Length, (seeds, problems) => HeldOutRate.Of(single, seeds, problems) - HeldOutRate.Of(before, [0], problems)),
            Of(cells.Length, (seeds, problems) => HeldOutRate.Of(mix, seeds, problems)),
            Of(cells.Length, (seeds, problems) => HeldOutRate.Of(mix, seeds, problems) - HeldOutRate.Of(before, [0], problems)),
            alone.Average(h => LastQuarter(h, verifier)), together.Average(h => LastQuarter(h, verifier)),
            all.Sum(h => h.Series($"{verifier}/failed").Values.Sum()) / Math.Max(1, all.Sum(h => h.Series($"{verifier}/verdicts").Values.Sum())));
    }

    private static MetricsHistory History(string run) => new(Path.Combine(run, "metrics.jsonl"));

    private static double LastQuarter(MetricsHistory history, string verifier)
    {
        var (_, values) = history.Series($"{verifier}/score_mean");
        return values.Length == 0 ? 0 : values[^Math.Max(1, values.Length / 4)..].Average();
    }
}
