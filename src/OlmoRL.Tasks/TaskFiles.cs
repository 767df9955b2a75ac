using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OlmoRL.Tasks;

/// <summary>The files of one evaluated task: problems, predictions, report, and where they came from.</summary>
/// <remarks>All but run.json say nothing of when and where, so that the same predictions give the same bytes.</remarks>
public sealed class TaskFiles(string folder)
{
    private static readonly JsonSerializerOptions Line = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    /// <summary>Where they are: named after the task.</summary>
    public string Folder => folder;

    /// <summary>The task as it was, every value filled in.</summary>
    public string Task => Path.Combine(folder, EvaluationTask.FileName);

    private string Problems => Path.Combine(folder, "problems.jsonl");

    private string Predictions => Path.Combine(folder, "predictions.jsonl");

    private string Report => Path.Combine(folder, "evaluation.json");

    private string Run => Path.Combine(folder, "run.json");

    /// <summary>Folders of evaluated tasks within an evaluation's folder, or the folder itself, in order of their names.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static IReadOnlyList<TaskFiles> In(string evaluation)
    {
        string[] folders = File.Exists(Path.Combine(evaluation, "predictions.jsonl")) ? [evaluation]
            : Directory.Exists(evaluation) ? [.. Directory.EnumerateDirectories(evaluation).Where(d => File.Exists(Path.Combine(d, "predictions.jsonl"))).Order(StringComparer.Ordinal)] : [];
        return folders.Length > 0 ? [.. folders.Select(f => new TaskFiles(f))]
            : throw new InvalidDataException($"{evaluation} holds no predictions (allowed: a folder that `olmorl eval` wrote)");
    }

    /// <summary>Writes problems and predictions.</summary>
    public void Write(IReadOnlyList<TaskProblem> problems, IReadOnlyList<Prediction> predictions)
    {
        _ = Directory.CreateDirectory(folder);
        Replace(Problems, problems.Select(p => JsonSerializer.Serialize(p, Line)));
        Replace(Predictions, predictions.Select(p => JsonSerializer.Serialize(p, Line)));
    }

    /// <summary>Writes the figures.</summary>
    public void Write(TaskReport report) => Replace(Report, [JsonSerializer.Serialize(report, Indented)]);

    /// <summary>Writes where the predictions came from.</summary>
    public void Write(TaskRun run) => Replace(Run, [JsonSerializer.Serialize(run, Indented)]);

    /// <summary>The problems.</summary>
    public IReadOnlyList<TaskProblem> ReadProblems() => Read<TaskProblem>(Problems);

    /// <summary>The predictions with their verdicts.</summary>
    public IReadOnlyList<Prediction> ReadPredictions() => Read<Prediction>(Predictions);

    private static T[] Read<T>(string path)
    {
        var number = 0;
        try
        {
            return [.. File.ReadLines(path).Select(line =>
            {
                number++;
                return JsonSerializer.Deserialize<T>(line, Line)!;
            })];
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"{path}, line {number}: {malformed.Message}");
        }
    }

    private static void Replace(string path, IEnumerable<string> lines)
    {
        File.WriteAllText(path + ".tmp", string.Concat(lines.Select(l => l + "\n")));
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
