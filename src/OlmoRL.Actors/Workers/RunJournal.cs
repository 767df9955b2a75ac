using OlmoRL.Actors.Messages;
using OlmoRL.Actors.Telemetry;
using OlmoRL.Advantages;
using OlmoRL.Flow;
using OlmoRL.Rollouts;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Workers;

/// <summary>Writes down what a run decides: the fate of every prompt, its trace and, when asynchronous, the schedule.</summary>
internal sealed class RunJournal(RunDirectory directory, ScheduleConditions? schedule, GroupTraces traces) : IDisposable
{
    private readonly PromptLog _prompts = new(directory);
    private readonly ScheduleLog? _schedule = schedule is null ? null : new ScheduleLog(directory, schedule);

    /// <summary>Spans of the groups under way.</summary>
    public GroupTraces Traces => traces;

    /// <summary>A step was taken with these groups.</summary>
    public void Trained(IReadOnlyList<LedgerEntry> entries, WeightsPublished made)
    {
        foreach (var entry in entries)
            Add(entry, PromptFate.Trained, made.Version.Step);
        RolloutGroup[] groups = [.. entries.Select(e => e.Group!)];
        _schedule?.Add(new ScheduledStep(made.Version.Step, [.. groups.Select(g => g.Id)],
            [.. groups.Select(GroupDigest.Sampling)], [.. groups.Select(GroupDigest.Rewards)], made.Digest));
    }

    /// <summary>A group had no signal.</summary>
    public void Filtered(LedgerEntry entry, GroupSignal signal, PolicyVersion version) =>
        Add(entry, PromptFate.Filtered, version.Step + 1, signal.ToString().ToLowerInvariant());

    /// <summary>A prompt's turn came again after it was solved.</summary>
    public void PassedOver(long id, Prompt prompt, PolicyVersion version) => _prompts.Add(new PromptRecord(
        id, prompt.ItemId, PromptFate.Filtered, version.Step + 1, "solved_before"));

    /// <summary>A group got too old.</summary>
    public void Dropped(LedgerEntry entry, PolicyVersion version) => Add(entry, PromptFate.Dropped, version.Step + 1, "stale");

    /// <summary>Engines were given something.</summary>
    public void Given(EngineInputs inputs)
    {
        foreach (var input in inputs.Inputs)
            _schedule?.Add(inputs.Worker, input);
    }

    /// <summary>A worker was lost, which no replay can follow.</summary>
    public void Lost(string worker) => _schedule?.Interrupt($"{worker} was lost");

    /// <summary>The run ends with these groups under way; a resumed run cuts the lines off again.</summary>
    public void Live(IEnumerable<PromptRecord> records)
    {
        foreach (var record in records)
            _prompts.Add(record);
        _ = _prompts.Flush();
    }

    /// <summary>Hands everything to the system; returns how long the files are.</summary>
    public (long PromptsBytes, long ScheduleBytes) Flush() => (_prompts.Flush(), _schedule?.Flush() ?? 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _prompts.Dispose();
        _schedule?.Dispose();
        traces.Dispose();
    }

    private void Add(LedgerEntry entry, PromptFate fate, int step, string reason = "")
    {
        _prompts.Add(new PromptRecord(entry.Id, entry.Prompt.ItemId, fate, step, reason));
        traces.Ended(entry, fate.ToString().ToLowerInvariant(), step);
    }
}
