namespace OlmoRL.Tasks.Tests;

/// <summary>A task and its data set on disk, and the quickstart's base model.</summary>
public sealed class TaskFolderFixture : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("olmorl-").FullName;

    /// <summary>Folder of the checkpoint in the repository.</summary>
    public static string Checkpoint()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "OlmoRL.sln")))
            folder = folder.Parent;
        return Path.Combine(folder.FullName, "recipes", "quickstart", "base");
    }

    public EvaluationTask Write(string name, string toml, params string[] rows)
    {
        _ = Directory.CreateDirectory(Path.Combine(Root, name));
        File.WriteAllText(Path.Combine(Root, name, "task.toml"), toml);
        File.WriteAllLines(Path.Combine(Root, "rows.jsonl"), rows);
        return EvaluationTask.Find(name, Root, []);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
