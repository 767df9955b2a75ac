using System.Globalization;
using OlmoRL.Rollouts;

namespace OlmoRL.Runs;

/// <summary>Whether no prompt was lost or used twice: those drawn are a gapless prefix of the seeded order, each with one fate.</summary>
/// <param name="Drawn">Prompts drawn.</param>
/// <param name="Counts">How many met each fate.</param>
/// <param name="Violations">What is wrong, in sentences; none when the invariant holds.</param>
public sealed record PromptAudit(
    long Drawn, IReadOnlyDictionary<PromptFate, long> Counts, IReadOnlyList<string> Violations)
{
    private const int MostViolations = 10;

    /// <summary>Checks records against the number of prompts drawn and, when given, the seeded order itself.</summary>
    public static PromptAudit Of(IReadOnlyList<PromptRecord> records, long drawn, IPromptSource? order = null)
    {
        var wrong = new List<string>();
        foreach (var twice in records.GroupBy(r => r.Group).Where(g => g.Count() > 1))
            wrong.Add($"group {twice.Key} is {string.Join(" and ", twice.Select(r => r.Fate.ToString().ToLowerInvariant()))}");
        var seen = records.Select(r => r.Group).ToHashSet();
        wrong.AddRange(Range(drawn).Where(id => !seen.Contains(id)).Select(id => $"group {id} was drawn and has no fate"));
        wrong.AddRange(seen.Where(id => id < 0 || id >= drawn).Select(id => $"group {id} was never drawn"));
        if (order is not null)
        {
            wrong.AddRange(records.Where(r => r.Group >= 0 && order.Draw(r.Group).ItemId != r.Item)
                .Select(r => $"group {r.Group} is item {r.Item}, and place {r.Group} of the order is {order.Draw(r.Group).ItemId}"));
        }

        var counts = Enum.GetValues<PromptFate>().ToDictionary(f => f, f => records.LongCount(r => r.Fate == f));
        return new PromptAudit(drawn, counts, [.. wrong.Take(MostViolations)]);
    }

    /// <summary>Checks what a snapshot says of the prompts drawn until then.</summary>
    /// <exception cref="InvalidDataException">prompts.jsonl is damaged.</exception>
    public static PromptAudit OfSnapshot(RunDirectory directory, RunState state, IPromptSource? order = null) =>
        Of([.. PromptLog.Read(directory, state.PromptsBytes), .. state.Live], state.NextDraw, order);

    /// <summary>Checks a run's folder as its newest snapshot left it, trained groups against the rollouts too.</summary>
    /// <exception cref="InvalidDataException">There is no snapshot, or a file is damaged.</exception>
    public static PromptAudit OfRun(RunDirectory directory, IPromptSource? order = null)
    {
        var folder = directory.NewestSnapshot() ?? throw new InvalidDataException($"{directory.Root} has no snapshot");
        var state = RunState.Read(folder);
        var audit = OfSnapshot(directory, state, order);
        var trained = PromptLog.Read(directory, state.PromptsBytes)
            .Where(r => r.Fate == PromptFate.Trained).Select(r => (r.Step, r.Group)).ToHashSet();
        return trained.SetEquals(directory.LoggedGroups(state.Step)) ? audit
            : audit with { Violations = [.. audit.Violations, "prompts.jsonl and rollouts/ disagree on what was trained"] };
    }

    /// <summary>One line for a person.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Drawn} prompts drawn: {string.Join(", ", Counts.Select(c => $"{c.Value} {c.Key.ToString().ToLowerInvariant()}"))}")
        + (Violations.Count == 0 ? "; none missing, none twice" : "; " + string.Join("; ", Violations));

    private static IEnumerable<long> Range(long count)
    {
        for (var i = 0L; i < count; i++)
            yield return i;
    }
}
