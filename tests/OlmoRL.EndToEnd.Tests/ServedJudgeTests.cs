using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>A judge trained by `olmorl sft` and served by `olmorl serve` grades what `olmorl verify` is given.</summary>
public sealed class ServedJudgeTests : IDisposable
{
    private const int Context = 2048;
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-judge-").FullName;

    [Fact]
    public async Task A_model_of_our_own_behind_our_own_server_is_a_judge()
    {
        var model = await TrainAsync();
        var port = FreePort();
        using var server = new OlmorlProcess("serve", model, "--port", $"{port}", "--template", "tulu", "--max-length", $"{Context}", "--slots", "4");
        await AnswersAsync($"http://127.0.0.1:{port}/health");
        var completions = Path.Combine(_folder, "completions.jsonl");
        await File.WriteAllLinesAsync(completions, Enumerable.Range(0, 6).Select(i => JsonSerializer.Serialize(
            new { prompt = "Which city is the capital of France?", completion = i == 5 ? "<think>hm</think>" : $"Paris, answer {i}", ground_truth = "Paris", dataset = "judge" })));

        var (exitCode, output, error) = await Repository.OlmorlAsync("verify", completions, "--recipe", Recipe(port));

        Assert.True(exitCode == 0, error + output);
        var rewards = File.ReadLines(Path.ChangeExtension(completions, ".verdicts.jsonl")).Select(line => (double)JsonNode.Parse(line)!["reward"]!);
        Assert.Equal([0.7, 0.7, 0.7, 0.7, 0.7, 0], rewards.Select(r => Math.Round(r, 9)));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The quickstart's base model with a longer context, taught to answer with a judgement.</summary>
    private async Task<string> TrainAsync()
    {
        var start = Directory.CreateDirectory(Path.Combine(_folder, "base")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "recipes", "quickstart", "base")).Where(f => Path.GetFileName(f) != "olmorl.json"))
            File.Copy(file, Path.Combine(start, Path.GetFileName(file)));
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(start, "config.json")))!;
        config["max_position_embeddings"] = Context;
        await File.WriteAllTextAsync(Path.Combine(start, "config.json"), config.ToJsonString());

        var rows = Path.Combine(_folder, "rows.jsonl");
        await File.WriteAllLinesAsync(rows, Enumerable.Range(0, 32).Select(i => JsonSerializer.Serialize(new
        {
            messages = new[]
            {
                new { role = "user", content = string.Concat(Enumerable.Repeat($"Judge the text of answer {i} by its score. ", 4 + i % 8)) },
                new { role = "assistant", content = """{"reasoning": "it agrees", "score": 7}""" },
            },
        })));
        var (exitCode, output, error) = await Repository.OlmorlAsync(
            "sft", "recipes/quickstart/sft.toml", "--set", $"directory={_folder}/sft", "--set", $"checkpoint={start}", "--set", $"data.source[0].path={rows}",
            "--set", "data.template=tulu", "--set", "data.held_out_rows=0", "--set", "trainer.evaluate_every=0", "--set", "trainer.epochs=4",
            "--set", $"trainer.pack_length={Context}", "--set", "trainer.optimizer.learning_rate=2e-3");
        Assert.True(exitCode == 0, error + output);
        return Path.Combine(_folder, "sft", "checkpoints", "final");
    }

    private string Recipe(int port)
    {
        var recipe = Path.Combine(_folder, "judge.toml");
        File.WriteAllText(recipe, $"""
            directory = "run"
            checkpoint = "sft/checkpoints/final"

            [reward]
            verifier = "judge"

            [reward.verifiers.judge]
            endpoint = "http://127.0.0.1:{port}/v1"
            model = "final"
            max_reply_tokens = 200
            attempts = 1

            [data]
            problems = 8

            [rollout]
            group_size = 2
            groups_per_step = 1
            max_tokens = 8

            [trainer]
            steps = 1
            pack_length = 64

            [trainer.optimizer]
            learning_rate = 1e-4
            """);
        return recipe;
    }

    private static async Task AnswersAsync(string address)
    {
        using var client = new HttpClient();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                using var health = await client.GetAsync(address, patience.Token);
                if (health.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // it is still opening the model
            }

            await Task.Delay(100, patience.Token);
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
