using System.Text.Json;

namespace OlmoRL.EndToEnd.Tests;

public sealed class EvaluationTaskCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;

    [Fact]
    public async Task Every_task_asks_a_row_of_its_data_set()
    {
        WriteRows();
        string[] tasks = [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "recipes", "evaluation")).Select(d => Path.GetFileName(d))];

        var (exitCode, output, error) = await Repository.OlmorlAsync(["eval", .. tasks, "--answers", "gold", "--data", _folder, "--dry-run"]);

        // Without a sandbox tasks that run code are refused, with what to install.
        Assert.True(exitCode == 0 || error.Contains("sandbox", StringComparison.OrdinalIgnoreCase), error);
        Assert.True(exitCode != 0 || tasks.All(t => output.Contains($"# {t}: 1 problems", StringComparison.Ordinal)), output);
    }

    [Fact]
    public async Task Grading_the_same_predictions_again_writes_the_same_bytes()
    {
        WriteRows();
        var place = Path.Combine(_folder, "out");
        var (evaluated, output, error) = await Repository.OlmorlAsync("eval", "gsm8k", "math", "mmlu-generation", "--answers", "gold", "--data", _folder, "--out", place);
        Assert.True(evaluated == 0, error);
        Assert.Contains("100.0 [100.0, 100.0]", output, StringComparison.Ordinal);
        var before = Contents(place);

        var (rescored, _, problem) = await Repository.OlmorlAsync("eval", "--rescore", place);

        Assert.True(rescored == 0, problem);
        Assert.Equal(before, Contents(place));
    }

    [Fact]
    public async Task A_models_answers_are_stored_with_their_cost_and_compared()
    {
        WriteRows();
        string[] how = ["eval", "gsm8k-base", "mmlu", "--model", "recipes/quickstart/base", "--data", _folder, "--set", "sampling.max_tokens=8", "--set", "examples="];
        var (a, b) = (Path.Combine(_folder, "a"), Path.Combine(_folder, "b"));

        var (first, _, error) = await Repository.OlmorlAsync([.. how, "--out", a]);
        var (second, _, _) = await Repository.OlmorlAsync([.. how, "--out", b]);
        var (compared, table, _) = await Repository.OlmorlAsync("eval", "--compare", a, b);

        Assert.True(first == 0, error);
        Assert.Equal((0, 0), (second, compared));
        Assert.Equal(Contents(a), Contents(b));
        var prediction = JsonDocument.Parse(File.ReadLines(Path.Combine(a, "gsm8k-base", "predictions.jsonl")).First()).RootElement;
        Assert.InRange(prediction.GetProperty("completion_tokens").GetInt32(), 1, 8);
        var choice = JsonDocument.Parse(File.ReadLines(Path.Combine(a, "mmlu", "predictions.jsonl")).First()).RootElement;
        Assert.Equal(4, choice.GetProperty("choice_log_probs").GetArrayLength());
        var run = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(a, "gsm8k-base", "run.json"))).RootElement;
        Assert.StartsWith("sha256:", run.GetProperty("checkpoint_digest").GetString(), StringComparison.Ordinal);
        Assert.Contains("gsm8k-base", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no such task", "eval", "gsm9k", "--answers", "gold")]
    [InlineData("one of --model CHECKPOINT and --answers gold|FILE", "eval", "gsm8k")]
    [InlineData("does not exist", "eval", "gsm8k", "--answers", "gold", "--data", "nowhere")]
    [InlineData("olmo3, rl-zero, greedy", "eval", "gsm8k", "--answers", "gold", "--preset", "hot")]
    [InlineData("holds no predictions", "eval", "--rescore", "recipes")]
    [InlineData("the task has no gold answers", "eval", "ifeval", "--answers", "gold", "--data", "DATA")]
    [InlineData("no task", "eval")]
    public async Task What_cannot_be_done_is_said_in_one_line(string said, params string[] arguments)
    {
        WriteRows();

        var (exitCode, _, error) = await Repository.OlmorlAsync([.. arguments.Select(a => a == "DATA" ? _folder : a)]);

        Assert.Equal(2, exitCode);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Contents(string place) => [.. Directory.EnumerateFiles(place, "*", SearchOption.AllDirectories)
        .Where(f => Path.GetFileName(f) != "run.json").Order(StringComparer.Ordinal).Select(f => $"{Path.GetRelativePath(place, f)}\n{File.ReadAllText(f)}")];

    /// <summary>A row in the form of each public data set, of our own making.</summary>
    private void WriteRows()
    {
        Write("gsm8k/test.jsonl", new { question = "Ann has 3 apples and finds 4. How many has she?", answer = "3 + 4 = 7\n#### 7" });
        Write("math/test.jsonl", new { problem = "What is half of one?", level = "Level 1", type = "Algebra", solution = "It is $\\boxed{\\frac{1}{2}}$." });
        Write("humaneval/HumanEval.jsonl", new
        {
            task_id = "HumanEval/0",
            prompt = "def add(a, b):\n    \"\"\"Sum.\"\"\"\n",
            canonical_solution = "    return a + b\n",
            test = "def check(candidate):\n    assert candidate(1, 2) == 3\n",
            entry_point = "add",
        });
        Write("mbpp/mbpp.jsonl", new { task_id = 1, text = "Write a function that adds.", code = "def add(a, b):\n    return a + b", test_setup_code = "", test_list = new[] { "assert add(1, 2) == 3" } });
        var instruction = new { key = 1, prompt = "Write without commas.", instruction_id_list = new[] { "punctuation:no_comma" }, kwargs = new[] { new { } } };
        Write("ifeval/input_data.jsonl", instruction);
        Write("ifbench/IFBench_test.jsonl", instruction);
        Write("mmlu/test.jsonl", new { question = "What is 2 + 2?", choices = new[] { "1", "2", "3", "4" }, answer = 3 });
    }

    private void Write(string name, object row)
    {
        var path = Path.Combine(_folder, name);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(row) + "\n");
    }
}
