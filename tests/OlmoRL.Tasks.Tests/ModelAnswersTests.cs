using OlmoRL.Rollouts;
using OlmoRL.Serving;

namespace OlmoRL.Tasks.Tests;

public sealed class ModelAnswersTests : IDisposable
{
    private const string Task = """
        title = "t"
        data = "rows.jsonl"
        chat = false
        prompt = "{{ row.q }}"
        answer = "1"
        [sampling]
        temperature = 1.0
        top_p = 1.0
        samples = 2
        max_tokens = 12
        [reward]
        verifier = "math"
        """;

    private readonly TaskFolderFixture _folder = new();

    [Fact]
    public async Task Answers_come_in_order_and_are_the_same_again()
    {
        var task = _folder.Write("t", Task, """{"q": "Ann has 3 apples."}""", """{"q": "Bob has 5 pears. He finds 2 more."}""");
        var problems = await TaskProblems.ReadAsync(task, _folder.Root, 0);
        using var model = ServedModel.Open(TaskFolderFixture.Checkpoint(), new ServedModelOptions { Slots = 3 });
        var source = new ModelAnswers(model);

        var first = await source.AnswerAsync(task, problems, [4, 5], new Progress<int>(), CancellationToken.None);
        var second = await source.AnswerAsync(task, problems, [4, 5], new Progress<int>(), CancellationToken.None);

        Assert.Equal(first, second);
        Assert.Equal([("1", 4, 0), ("1", 4, 1), ("1", 5, 0), ("1", 5, 1), ("2", 4, 0), ("2", 4, 1), ("2", 5, 0), ("2", 5, 1)],
            first.Select(p => (p.Item, p.Seed, p.Sample)));
        Assert.All(first, p => Assert.InRange(p.CompletionTokens, 1, 12));
        Assert.Equal(model.Tokenizer.Encode(problems[0].Prompt).Length, first[0].PromptTokens);
    }

    [Fact]
    public async Task The_likelihood_of_a_choice_is_what_the_engine_says_of_it()
    {
        const string prompt = "Ann has 3 apples. She finds 4 more.", choice = " How many apples has Ann?";
        var task = _folder.Write("t", $$$"""
            title = "t"
            data = "rows.jsonl"
            chat = false
            method = "likelihood"
            prompt = "{{ row.q }}"
            choices = '["{{{choice}}}", " 12345"]'
            answer = "0"
            """, $$"""{"q": "{{prompt}}"}""");
        var problems = await TaskProblems.ReadAsync(task, _folder.Root, 0);

        var answer = Assert.Single(await new LikelihoodAnswers(TaskFolderFixture.Checkpoint()).AnswerAsync(task, problems, [1], new Progress<int>(), CancellationToken.None));

        Assert.Equal(problems[0].Choices[answer.ChoiceLogProbs![0] > answer.ChoiceLogProbs[1] ? 0 : 1], answer.Completion);
        using var model = ServedModel.Open(TaskFolderFixture.Checkpoint(), new ServedModelOptions { Slots = 1 });
        int[] head = model.Tokenizer.Encode(prompt), tail = model.Tokenizer.Encode(choice);
        var sum = 0.0;
        for (var i = 0; i < tail.Length; i++)
        {
            // The engine names its most likely next tokens; the whole vocabulary holds the one that follows.
            using var stream = model.Loop.Start([.. head, .. tail[..i]],
                new SamplingParams { Temperature = 0, MaxTokens = 1, StopTokenIds = [], TopLogProbs = model.Config.VocabularySize }, [1]);
            await foreach (var token in stream.ReadAllAsync(CancellationToken.None))
                sum += token.Top!.Single(t => t.TokenId == tail[i]).LogProb;
        }

        Assert.Equal(sum, answer.ChoiceLogProbs[0], 1e-3);
    }

    public void Dispose() => _folder.Dispose();
}
