using System.Text.Json;

namespace OlmoRL.EndToEnd.Tests;

public sealed class SweepCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task Every_setting_is_trained_measured_and_compared_once()
    {
        var recipe = Recipe("values = [\"2\", \"4\"]");
        string[] command =
        [
            "sweep", recipe, "--set", "run.trainer.steps=2", "--set", "run.rollout.groups_per_step=2", "--set", "run.rollout.max_tokens=24",
            "--set", "run.rollout.slots=16", "--set", "eval.problems=4", "--set", "eval.samples=2", "--set", "eval.max_tokens=24",
        ];

        var (first, _, error) = await Repository.OlmorlAsync(command);
        Assert.True(first == 0, error);
        var model = new FileInfo(Path.Combine(_folder, "out", "rollout.group_size=4-1", "checkpoints", "final", "model.safetensors")).LastWriteTimeUtc;
        var (again, _, _) = await Repository.OlmorlAsync(command);

        Assert.Equal(0, again);
        Assert.Equal(model, new FileInfo(Path.Combine(_folder, "out", "rollout.group_size=4-1", "checkpoints", "final", "model.safetensors")).LastWriteTimeUtc);
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "out", "sweep.json"))).RootElement;
        Assert.Equal(["as-it-stands", "rollout.group_size=2", "rollout.group_size=4"],
            report.GetProperty("settings").EnumerateArray().Select(s => s.GetProperty("setting").GetString()!));
        Assert.True(File.Exists(Path.Combine(_folder, "out", "sweep.png")));
    }

    [Fact]
    public async Task A_setting_that_cannot_run_is_refused_before_the_first_one_does()
    {
        var (exitCode, _, error) = await Repository.OlmorlAsync("sweep", Recipe("values = [\"2\", \"0\"]"));

        Assert.Equal(2, exitCode);
        Assert.Contains("group_size", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "out")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Recipe(string values)
    {
        var quickstart = Path.Combine(Repository.Root, "recipes", "quickstart");
        var path = Path.Combine(_folder, "sweep.toml");
        File.WriteAllText(path, $"""
            directory = "out"
            rlvr = "{quickstart}/rlvr.toml"
            evaluate = "{quickstart}/evaluate.toml"

            [[axis]]
            key = "rollout.group_size"
            {values}
            """);
        return path;
    }
}
