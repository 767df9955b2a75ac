using System.Text.Json;

namespace OlmoRL.EndToEnd.Tests;

public sealed class GenerateCommandTests : IDisposable
{
    private const string Model = "recipes/quickstart/base";
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task A_prompt_is_answered_the_same_alone_and_in_a_file()
    {
        string[] how = ["--max-tokens", "24", "--seed", "4"];
        var prompts = Path.Combine(_folder, "prompts.jsonl");
        var answers = Path.Combine(_folder, "answers.jsonl");
        await File.WriteAllLinesAsync(prompts, ["""{"prompt": "Ann has 3 apples."}""", """{"prompt": "Bob has 5 pears."}"""]);

        var (alone, text, _) = await Repository.OlmorlAsync(["generate", Model, "--prompt", "Ann has 3 apples.", .. how]);
        var (many, _, error) = await Repository.OlmorlAsync(["generate", Model, "--prompts", prompts, "--n", "2", "--out", answers, .. how]);

        var rows = File.ReadLines(answers).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        Assert.Equal(0, alone);
        Assert.True(many == 0, error);
        Assert.Equal([(0, 0), (0, 1), (1, 0), (1, 1)], rows.Select(r => (r.GetProperty("prompt").GetInt32(), r.GetProperty("sample").GetInt32())));
        Assert.Equal(text.TrimEnd('\n'), rows[0].GetProperty("completion").GetString());
        Assert.All(rows, r => Assert.Equal(r.GetProperty("token_ids").GetArrayLength(), r.GetProperty("log_probs").GetArrayLength()));
    }

    [Theory]
    [InlineData("one of --prompt TEXT and --prompts FILE")]
    [InlineData("temperature", "--prompt", "a", "--temperature", "11")]
    [InlineData("has no chat template", "--prompt", "a", "--chat")]
    [InlineData("at most 255", "--prompts", "LONG")]
    [InlineData("file not found", "--prompts", "nowhere.txt")]
    public async Task What_cannot_be_done_is_said_in_one_line(string said, params string[] arguments)
    {
        var longFile = Path.Combine(_folder, "long.txt");
        await File.WriteAllTextAsync(longFile, string.Concat(Enumerable.Repeat("7 ", 600)));

        var (exitCode, _, error) = await Repository.OlmorlAsync(["generate", Model, .. arguments.Select(a => a == "LONG" ? longFile : a)]);

        Assert.Equal(2, exitCode);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_no_checkpoint_and_an_address_that_is_none_are_refused()
    {
        var (served, _, noModel) = await Repository.OlmorlAsync("serve", _folder);
        var (bound, _, noAddress) = await Repository.OlmorlAsync("serve", Model, "--host", "example");

        Assert.Equal((2, 2), (served, bound));
        Assert.Contains("config.json", noModel, StringComparison.Ordinal);
        Assert.Contains("--host", noAddress, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
