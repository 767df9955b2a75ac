using System.Text.Json;

namespace OlmoRL.Runs;

/// <summary>Where a run keeps what. The files are the run's interface for other programs.</summary>
public sealed class RunDirectory
{
    /// <summary>Creates the folder where it is missing, and proves that it can be written.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public RunDirectory(string path)
    {
        Root = Path.GetFullPath(path);
        _ = Directory.CreateDirectory(Root);
        var probe = Path.Combine(Root, $".writable.{Environment.ProcessId}");
        File.WriteAllText(probe, "");
        File.Delete(probe);
    }

    /// <summary>The folder itself.</summary>
    public string Root { get; }

    /// <summary>The recipe with every value filled in.</summary>
    public string ResolvedRecipe => Path.Combine(Root, "recipe.resolved.toml");

    /// <summary>One JSON line a step.</summary>
    public string Metrics => Path.Combine(Root, "metrics.jsonl");

    /// <summary>One JSON line a rollout, a file a step.</summary>
    public string Rollouts => Path.Combine(Root, "rollouts");

    /// <summary>One JSON line a drawn prompt: what became of it.</summary>
    public string Prompts => Path.Combine(Root, "prompts.jsonl");

    /// <summary>Every decision of an asynchronous run, for its replay.</summary>
    public string Schedule => Path.Combine(Root, "schedule.jsonl");

    /// <summary>Models in Hugging Face layout.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>Held-out figures of checkpoints, taken while the run went on.</summary>
    public string Evaluations => Path.Combine(Root, "evaluations");

    /// <summary>What --resume continues from.</summary>
    public string Snapshots => Path.Combine(Root, "snapshots");

    /// <summary>The model a run ends with.</summary>
    public string FinalCheckpoint => Path.Combine(Checkpoints, "final");

    /// <summary>A path of this folder as another process can use it, which may see the folder elsewhere.</summary>
    public string Below(string path) => Path.GetRelativePath(Root, path);

    /// <summary>The rollouts trained in a step.</summary>
    public string RolloutsOf(int step) => Path.Combine(Rollouts, $"step-{step:D6}.jsonl");

    /// <summary>The model after a step.</summary>
    public string CheckpointOf(int step) => Path.Combine(Checkpoints, $"step-{step:D6}");

    /// <summary>The held-out figures of the model after a step.</summary>
    public string EvaluationOf(int step) => Path.Combine(Evaluations, $"step-{step:D6}.json");

    /// <summary>The snapshot taken after a step.</summary>
    public string SnapshotOf(int step) => Path.Combine(Snapshots, $"step-{step:D6}");

    /// <summary>The newest complete snapshot, or null.</summary>
    public string? NewestSnapshot() => !Directory.Exists(Snapshots) ? null
        : Directory.EnumerateDirectories(Snapshots, "step-??????").Order(StringComparer.Ordinal).LastOrDefault();

    /// <summary>Empties the folder of what an earlier run left, its checkpoints excepted.</summary>
    public void Clear()
    {
        RollBackTo(0);
        CutFile.Cut(Prompts, 0);
        CutFile.Cut(Schedule, 0);
        if (Directory.Exists(Snapshots))
            Directory.Delete(Snapshots, recursive: true);
    }

    /// <summary>Cuts everything a run writes back to a snapshot, so that a resumed run continues without repetition.</summary>
    /// <exception cref="InvalidDataException">A file is shorter than it was then.</exception>
    public void RollBackTo(RunState state)
    {
        CutFile.Cut(Prompts, state.PromptsBytes);
        CutFile.Cut(Schedule, state.ScheduleBytes);
        RollBackTo(state.Step);
    }

    /// <summary>Cuts metrics and rollouts back to a step; a line that was half written goes too.</summary>
    public void RollBackTo(int step)
    {
        if (File.Exists(Metrics))
        {
            var kept = File.ReadLines(Metrics).TakeWhile(line => StepOf(line) <= step).ToArray();
            var temporary = Metrics + ".tmp";
            File.WriteAllLines(temporary, kept);
            File.Move(temporary, Metrics, overwrite: true);
        }

        RemoveBeyond(Rollouts, RolloutsOf(step));
        RemoveBeyond(Evaluations, EvaluationOf(step));
    }

    /// <summary>Step and group of everything trained up to a step, from the rollouts.</summary>
    public IEnumerable<(int Step, long Group)> LoggedGroups(int step)
    {
        for (var s = 1; s <= step; s++)
        {
            foreach (var line in File.Exists(RolloutsOf(s)) ? File.ReadLines(RolloutsOf(s)) : [])
            {
                using var row = JsonDocument.Parse(line);
                yield return (row.RootElement.GetProperty("step").GetInt32(), row.RootElement.GetProperty("group").GetInt64());
            }
        }
    }

    /// <summary>Removes the files of later steps, and what was half written.</summary>
    private static void RemoveBeyond(string folder, string last)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.EnumerateFiles(folder, "step-*")
                     .Where(f => f.EndsWith(".tmp", StringComparison.Ordinal) || string.CompareOrdinal(f, last) > 0))
            File.Delete(file);
    }

    /// <summary>The step of a line of metrics; a line that is no JSON was being written when the run was killed.</summary>
    private static int StepOf(string metricsLine)
    {
        try
        {
            using var json = JsonDocument.Parse(metricsLine);
            return json.RootElement.GetProperty("step").GetInt32();
        }
        catch (JsonException)
        {
            return int.MaxValue;
        }
    }
}
