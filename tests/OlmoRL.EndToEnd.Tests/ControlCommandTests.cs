namespace OlmoRL.EndToEnd.Tests;

public sealed class ControlCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task Two_rewards_are_run_measured_reported_and_taken_over_the_second_time()
    {
        var recipe = Path.Combine(_folder, "control.toml");
        await File.WriteAllTextAsync(recipe, $"""
            directory = "c"
            rlvr = "{Repository.Root}/recipes/quickstart/rlvr.toml"
            evaluate = "{Repository.Root}/recipes/quickstart/evaluate.toml"
            steps = 2
            [[control]]
            scorer = "verified"
            seeds = 1
            [[control]]
            scorer = "random"
            seeds = 1
            """);
        string[] arguments = ["control", recipe, "--set", "eval.problems=4", "--set", "eval.samples=2"];

        var (exitCode, output, error) = await Repository.OlmorlAsync(arguments);
        var (again, second, _) = await Repository.OlmorlAsync(arguments);

        Assert.True(exitCode == 0, error);
        Assert.Contains("random-1", output, StringComparison.Ordinal);
        Assert.Contains("| random | 1 |", await File.ReadAllTextAsync($"{_folder}/c/control.md"), StringComparison.Ordinal);
        Assert.True(File.Exists($"{_folder}/c/control.json"));
        Assert.True(new FileInfo($"{_folder}/c/control.png").Length > 5_000);
        Assert.Equal(0, again);
        Assert.DoesNotContain("random-1", second, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
