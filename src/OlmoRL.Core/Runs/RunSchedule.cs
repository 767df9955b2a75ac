using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.Runs;

/// <summary>What results depend on besides the recipe: equal conditions, equal bytes.</summary>
/// <param name="Recipe">Digest of the resolved recipe.</param>
/// <param name="Threads">Threads of libtorch.</param>
/// <param name="Processor">The CPU's name; its kind decides which kernels run.</param>
/// <param name="Runtime">Versions of .NET and of this program's numerics.</param>
public sealed record ScheduleConditions(string Recipe, int Threads, string Processor, string Runtime);

/// <summary>A learner step: what it trained on, in order of rows, and what came out.</summary>
/// <param name="Step">The version it made.</param>
/// <param name="Groups">In order.</param>
/// <param name="Sampling">A digest of tokens, log-probs and versions a group.</param>
/// <param name="Rewards">A digest of rewards and advantages a group.</param>
/// <param name="Weights">Digest of the published weights.</param>
public sealed record ScheduledStep(int Step, long[] Groups, string[] Sampling, string[] Rewards, string Weights);

/// <summary>The recorded decisions of an asynchronous run.</summary>
/// <param name="Conditions">Under which it ran.</param>
/// <param name="Inputs">Of each worker's engine, in order.</param>
/// <param name="Steps">In order.</param>
public sealed record RunSchedule(
    ScheduleConditions Conditions, IReadOnlyDictionary<string, IReadOnlyList<EngineInput>> Inputs, IReadOnlyList<ScheduledStep> Steps)
{
    /// <summary>Reads schedule.jsonl of a run's folder; a last line that was half written is left out.</summary>
    /// <exception cref="InvalidDataException">There is none, it is damaged, or the run was not recorded in one go.</exception>
    public static RunSchedule Read(string runFolder)
    {
        var path = Path.Combine(runFolder, "schedule.jsonl");
        if (!File.Exists(path))
            throw new InvalidDataException($"{path} is missing: only asynchronous runs keep a schedule");
        var inputs = new Dictionary<string, List<EngineInput>>(StringComparer.Ordinal);
        var steps = new List<ScheduledStep>();
        ScheduleConditions? conditions = null;
        var text = File.ReadAllText(path);
        foreach (var line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var row = Parse(path, line);
            if (row["interrupted"] is { } reason)
                throw new InvalidDataException($"{path}: {(string)reason!}; only a run in one go can be replayed");
            if (row["worker"] is { } worker)
                Of((string)worker!).Add(InputOf(row));
            else if (row["step"] is not null)
                steps.Add(row.Deserialize<ScheduledStep>(ScheduleLog.Json)!);
            else
                conditions ??= row.Deserialize<ScheduleConditions>(ScheduleLog.Json);
        }

        List<EngineInput> Of(string worker) => inputs.TryGetValue(worker, out var known) ? known : inputs[worker] = [];
        return new RunSchedule(
            conditions ?? throw new InvalidDataException($"{path} does not say under which conditions it was recorded"),
            inputs.ToDictionary(i => i.Key, i => (IReadOnlyList<EngineInput>)i.Value), steps);
    }

    private static JsonObject Parse(string path, string line)
    {
        try
        {
            return JsonNode.Parse(line)!.AsObject();
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{path}: {broken.Message}");
        }
    }

    private static EngineInput InputOf(JsonObject row)
    {
        var kind = Enum.GetValues<EngineInputKind>().First(k => row.ContainsKey(ScheduleLog.NameOf(k)));
        return new EngineInput((long)row["at"]!, kind, (long)row[ScheduleLog.NameOf(kind)]!);
    }
}
