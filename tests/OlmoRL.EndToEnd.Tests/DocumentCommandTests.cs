using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>`olmorl sft` and `olmorl dpo` from the quickstart's base, on a few rows.</summary>
public sealed class DocumentCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Theory]
    [InlineData("sft", "policy/loss", "batch_tokens = 600")]
    [InlineData("dpo", "preference/reward_margin", "batch_pairs = 6")]
    public async Task A_run_stopped_and_resumed_ends_with_the_bytes_of_an_uninterrupted_one(string command, string metric, string batch)
    {
        var recipe = WriteRecipe(batch);
        var (whole, _, error) = await Repository.OlmorlAsync(command, recipe, "--set", $"directory={_folder}/whole");
        Assert.True(whole == 0, error);

        // The second run loses everything after its snapshot at step 4, as a kill would.
        _ = await Repository.OlmorlAsync(command, recipe, "--set", $"directory={_folder}/cut");
        Directory.Delete($"{_folder}/cut/checkpoints", recursive: true);
        Directory.Delete($"{_folder}/cut/snapshots/step-000006", recursive: true);
        var (resumed, _, resumeError) = await Repository.OlmorlAsync(command, recipe, "--set", $"directory={_folder}/cut", "--resume");

        Assert.True(resumed == 0, resumeError);
        Assert.Equal(await File.ReadAllBytesAsync($"{_folder}/whole/checkpoints/final/model.safetensors"),
            await File.ReadAllBytesAsync($"{_folder}/cut/checkpoints/final/model.safetensors"));
        Assert.Equal(Timeless($"{_folder}/whole/metrics.jsonl"), Timeless($"{_folder}/cut/metrics.jsonl"));
        Assert.All(File.ReadLines($"{_folder}/cut/metrics.jsonl"), line => Assert.NotNull(JsonNode.Parse(line)![metric]));
        var data = JsonNode.Parse(await File.ReadAllTextAsync($"{_folder}/cut/data.json"))!.AsArray();
        Assert.Equal(24, (int)data.Single()!["fates"]!["kept"]!);
    }

    [Fact]
    public async Task A_run_of_another_recipe_is_not_resumed()
    {
        var recipe = WriteRecipe("batch_tokens = 600");
        _ = await Repository.OlmorlAsync("sft", recipe, "--set", $"directory={_folder}/run");

        var (exitCode, _, error) = await Repository.OlmorlAsync(
            "sft", recipe, "--set", $"directory={_folder}/run", "--set", "trainer.optimizer.learning_rate=1e-3", "--resume");

        Assert.Equal(2, exitCode);
        Assert.Contains("another recipe", error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Timeless(string path) =>
    [
        .. File.ReadLines(path).Select(line =>
        {
            var row = JsonNode.Parse(line)!.AsObject();
            foreach (var name in row.Select(p => p.Key).Where(n => n.StartsWith("time/", StringComparison.Ordinal) || n.EndsWith("_per_second", StringComparison.Ordinal)).ToArray())
                _ = row.Remove(name);
            return row.ToJsonString();
        }),
    ];

    private string WriteRecipe(string batch)
    {
        File.WriteAllLines(Path.Combine(_folder, "rows.jsonl"), Enumerable.Range(0, 24).Select(i => JsonSerializer.Serialize(new
        {
            prompt = $"Question: Mia has {i + 3} coins. She finds 4 more. How many coins are there now?\n",
            completion = $"{i + 3}+4={i + 7}\nAnswer: {i + 7}",
            chosen = $"{i + 3}+4={i + 7}\nAnswer: {i + 7}",
            rejected = $"Answer: {i + 8}",
        })));
        var path = Path.Combine(_folder, "recipe.toml");
        File.WriteAllText(path, $"""
            directory = "unused"
            checkpoint = "{Path.Combine(Repository.Root, "recipes/quickstart/base")}"
            snapshot_every = 2
            [data]
            held_out_rows = 4
            [[data.source]]
            path = "rows.jsonl"
            [trainer]
            steps = 7
            {batch}
            pack_length = 128
            evaluate_every = 3
            [trainer.optimizer]
            learning_rate = 3e-4
            """);
        return path;
    }
}
