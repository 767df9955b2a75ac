using OlmoRL.Actors.Hosting;
using OlmoRL.Actors.Tests.Fakes;
using OlmoRL.Recipes;

namespace OlmoRL.Actors.Tests.Hosting;

public sealed class EvaluationHostTests : IDisposable
{
    private readonly TinyRun _run = new();

    [Fact]
    public async Task Every_problem_is_sampled_and_decoded_greedily_in_order()
    {
        var host = new EvaluationHost(Recipe(workers: 2), "eval.toml");

        var (sampled, greedy) = await host.RunAsync(new Progress<int>(), serializeMessages: true);

        Assert.Equal(Enumerable.Range(0, 6).Select(i => (long)i), sampled.Select(g => g.Id));
        Assert.Equal(sampled.Select(g => g.Prompt.ItemId), greedy.Select(g => g.Prompt.ItemId));
        Assert.All(sampled, g => Assert.Equal(3, g.Rollouts.Length));
        Assert.All(greedy, g => Assert.Single(g.Rollouts));
    }

    [Fact]
    public async Task The_samples_do_not_depend_on_how_many_workers_drew_them()
    {
        var one = await new EvaluationHost(Recipe(workers: 1), "eval.toml").RunAsync(new Progress<int>());
        var two = await new EvaluationHost(Recipe(workers: 2), "eval.toml").RunAsync(new Progress<int>());

        Assert.Equal(Texts(one.Sampled), Texts(two.Sampled));
        Assert.Equal(Texts(one.Greedy), Texts(two.Greedy));
    }

    public void Dispose() => _run.Dispose();

    private static IEnumerable<string> Texts(IEnumerable<OlmoRL.Rollouts.RolloutGroup> groups) =>
        groups.SelectMany(g => g.Rollouts).Select(r => r.Completion.Text);

    private EvaluateRecipe Recipe(int workers) => new()
    {
        Checkpoint = Path.Combine(Path.GetDirectoryName(_run.RecipePath)!, "base"),
        Directory = Path.Combine(Path.GetDirectoryName(_run.RecipePath)!, "eval"),
        Problems = 6,
        Samples = 3,
        MaxTokens = 12,
        InferenceWorkers = workers,
        Slots = 8,
        Data = new DataSpec { MaxSteps = 3 },
    };
}
