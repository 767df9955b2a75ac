using OlmoRL.Actors.Hosting;
using OlmoRL.Actors.Tests.Fakes;
using OlmoRL.Evaluation;
using OlmoRL.Recipes;

namespace OlmoRL.Actors.Tests.Hosting;

public sealed class InRunEvaluationTests : IDisposable
{
    private readonly TinyRun _run = new();
    private readonly string _recipe;

    public InRunEvaluationTests()
    {
        _recipe = Path.Combine(Path.GetDirectoryName(_run.RecipePath)!, "evaluate.toml");
        File.WriteAllText(_recipe, """
            directory = "eval"
            checkpoint = "base"
            problems = 4
            samples = 2
            max_tokens = 12
            slots = 8
            [data]
            max_steps = 3
            """);
    }

    private string[] Evaluation => ["checkpoint_every=1", "evaluation.every=2", $"evaluation.recipe={_recipe}"];

    [Fact]
    public async Task Checkpoints_are_measured_as_the_command_measures_them_and_the_run_is_the_same()
    {
        _ = await _run.RunAsync("plain");
        _ = await _run.RunAsync("measured", overrides: Evaluation);

        var directory = _run.Open("measured");
        Assert.Equal(["step-000002.json", "step-000004.json"], Directory.EnumerateFiles(directory.Evaluations).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.Equal(_run.FinalWeights("plain"), _run.FinalWeights("measured"));
        var recipe = RecipeLoader.Load<EvaluateRecipe>(_recipe) with { Checkpoint = directory.CheckpointOf(2) };
        var (sampled, greedy) = await new EvaluationHost(recipe, _recipe).RunAsync(new Progress<int>());
        Assert.Equal(EvaluationSummary.Of(recipe, sampled, greedy).Problems, EvaluationReport.Read(directory.EvaluationOf(2)).Problems);
    }

    [Theory]
    [InlineData("evaluation.every=3", "checkpoint_every=2")]
    [InlineData("evaluation.every=2", "checkpoint_every=0")]
    public async Task Only_checkpoints_can_be_measured(params string[] overrides)
    {
        var problem = await Assert.ThrowsAsync<RecipeException>(() => _run.RunAsync("a", overrides: [$"evaluation.recipe={_recipe}", .. overrides]));

        Assert.Contains("a multiple of checkpoint_every", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_run_does_not_wait_and_a_resumed_one_measures_on()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var stopped = await _run.RunAsync("a", stop: stop.Token, overrides: Evaluation);

        _ = await _run.RunAsync("a", resume: true, overrides: Evaluation);

        Assert.False(stopped.Completed);
        Assert.True(File.Exists(_run.Open("a").EvaluationOf(4)));
    }

    public void Dispose() => _run.Dispose();
}
