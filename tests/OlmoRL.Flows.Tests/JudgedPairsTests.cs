using System.Text.Json;
using System.Text.Json.Nodes;
using OlmoRL.Flows.Pairs;
using OlmoRL.Flows.Tests.Fakes;
using OlmoRL.Recipes;
using OlmoRL.Runs;
using OlmoRL.Verification.Tests.Judging;

namespace OlmoRL.Flows.Tests;

/// <summary>Pairs of conversations with several turns, graded by a judge behind a real HTTP endpoint.</summary>
public sealed class JudgedPairsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-judged-").FullName;

    [Fact]
    public async Task Rows_continue_the_whole_conversation_as_the_template_wrote_it_and_carry_the_judges_grade()
    {
        await using var judge = new JudgeServer(JudgeTurn.Gives(7));
        var recipe = RecipeLoader.Load<PairsRecipe>(WriteRecipe(judge.Endpoint));
        using var view = new InterruptingView(0);

        var outcome = await new PairsHost(recipe, "pairs.toml").RunAsync(view, resume: false, CancellationToken.None);

        Assert.True(outcome.Completed);
        var rows = File.ReadLines(Path.Combine(_folder, "pairs", "rows.jsonl")).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            var prompt = (string)row["prompt"]!;
            Assert.StartsWith("<|user|>\nQuestion: 2+2\n<|assistant|>\nAnswer: 4<|endoftext|>\n<|user|>\nQuestion: ", prompt, StringComparison.Ordinal);
            Assert.EndsWith("<|assistant|>\n", prompt, StringComparison.Ordinal);
            Assert.Equal(0.7, (double)row["provenance"]!["chosen"]!["reward"]!, 9);
            Assert.NotEqual((string)row["chosen"]!, (string)row["rejected"]!);
        });
        Assert.Equal(["prompts.jsonl"], Provenance.Read(Path.Combine(_folder, "pairs"))!.DataDigests.Keys.Select(Path.GetFileName));
        Assert.Contains("assistant: Answer: 4", judge.LastMessage, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string WriteRecipe(string endpoint)
    {
        File.WriteAllLines(Path.Combine(_folder, "prompts.jsonl"), Enumerable.Range(0, 6).Select(i => JsonSerializer.Serialize(new
        {
            messages = new[]
            {
                new { role = "user", content = "Question: 2+2" },
                new { role = "assistant", content = "Answer: 4" },
                new { role = "user", content = $"Question: {i}+3" },
            },
            ground_truth = "",
        })));
        var path = Path.Combine(_folder, "pairs.toml");
        File.WriteAllText(path, $"""
            directory = "pairs"
            strong = "{SmallFlow.Base}"
            weak = "{SmallFlow.Base}"
            prompts = 6
            strong_samples = 4
            weak_samples = 4
            max_tokens = 160
            min_chosen_reward = 0.6
            [data]
            template = "tulu"
            [[data.source]]
            path = "prompts.jsonl"
            [reward]
            verifier = "general-quality"
            [reward.verifiers.general-quality]
            endpoint = "{endpoint}"
            model = "judge"
            """);
        return path;
    }
}
