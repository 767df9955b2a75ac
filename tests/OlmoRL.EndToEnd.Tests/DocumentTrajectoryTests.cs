using System.Text.Json;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>Fine-tuning and every preference loss follow a stored curve each, whole or accumulated, layers kept or computed again.</summary>
/// <remarks>Run through the command line, in fp32, on rows that are written here.</remarks>
public sealed class DocumentTrajectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Theory]
    [InlineData("sft", "sft")]
    [InlineData("sft", "sft", "trainer.micro_batch_tokens=128", "trainer.checkpointing=true")]
    [InlineData("dpo", "dpo", "loss=dpo", "beta=0.1")]
    [InlineData("dpo", "dpo_norm", "loss=dpo_norm", "beta=5")]
    [InlineData("dpo", "dpo_norm", "loss=dpo_norm", "beta=5", "trainer.micro_batch_tokens=128", "trainer.checkpointing=true")]
    [InlineData("dpo", "simpo", "loss=simpo", "beta=2", "margin_over_beta=0.5")]
    [InlineData("dpo", "wpo", "loss=wpo", "beta=0.1", "label_smoothing=0.1")]
    public async Task A_loss_follows_its_curve(string command, string curve, params string[] overrides)
    {
        var recipe = WriteRecipe(command == "sft" ? "batch_tokens = 600" : "batch_pairs = 6");

        var (exitCode, _, error) = await Repository.OlmorlAsync([command, recipe, .. overrides.SelectMany(s => (string[])["--set", s])]);

        Assert.True(exitCode == 0, error);
        GoldenCurve.AssertFollowed(curve, string.Join(' ', overrides), $"{_folder}/run/metrics.jsonl");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string WriteRecipe(string batch)
    {
        File.WriteAllLines(Path.Combine(_folder, "rows.jsonl"), Enumerable.Range(0, 24).Select(i => JsonSerializer.Serialize(new
        {
            prompt = $"Question: Mia has {i + 3} coins. She finds {i % 5 + 2} more. How many coins are there now?\n",
            chosen = $"{i + 3}+{i % 5 + 2}={i + i % 5 + 5}\nAnswer: {i + i % 5 + 5}",
            rejected = string.Concat(Enumerable.Repeat("Let me think. ", i % 3)) + $"Answer: {i + 8}",
        })));
        var path = Path.Combine(_folder, "recipe.toml");
        File.WriteAllText(path, $"""
            directory = "run"
            checkpoint = "{Path.Combine(Repository.Root, "recipes/quickstart/base")}"
            seed = 3
            [data]
            [[data.source]]
            path = "rows.jsonl"
            [trainer]
            steps = 6
            {batch}
            pack_length = 128
            [trainer.optimizer]
            learning_rate = 3e-4
            """);
        return path;
    }
}
