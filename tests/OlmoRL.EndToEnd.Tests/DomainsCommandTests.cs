using System.Text.Json;

namespace OlmoRL.EndToEnd.Tests;

public sealed class DomainsCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task Single_domains_and_their_mix_are_trained_and_compared()
    {
        var (exitCode, output, error) = await Repository.OlmorlAsync(
            "domains", Recipe("general.toml"), "--set", "run.trainer.steps=1", "--set", "run.rollout.groups_per_step=2", "--set", "run.rollout.max_tokens=16",
            "--set", "run.rollout.slots=16", "--set", "run.data.task=reading", "--set", "eval.problems=2", "--set", "eval.samples=2", "--set", "eval.max_tokens=16");

        Assert.True(exitCode == 0, error);
        Assert.Contains("domains.md", output, StringComparison.Ordinal);
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "out", "domains.json"))).RootElement;
        Assert.Equal("general", Assert.Single(report.GetProperty("domains").EnumerateArray()).GetProperty("domain").GetString());
        Assert.True(File.Exists(Path.Combine(_folder, "out", "mix-1", "evaluation-general", "evaluation.json")));
    }

    [Fact]
    public async Task A_domain_from_another_start_model_is_refused_before_anything_runs()
    {
        var (exitCode, _, error) = await Repository.OlmorlAsync("domains", Recipe("../quickstart/rlvr.toml"));

        Assert.Equal(2, exitCode);
        Assert.Contains("is not the start model", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "out")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Recipe(string domain)
    {
        var recipes = Path.Combine(Repository.Root, "recipes", "domains");
        var path = Path.Combine(_folder, "domains.toml");
        File.WriteAllText(path, $"""
            directory = "out"
            mix = "{recipes}/general.toml"
            evaluate = "{recipes}/evaluate.toml"

            [[domain]]
            name = "general"
            rlvr = "{recipes}/{domain}"
            verifier = "flan"
            """);
        return path;
    }
}
