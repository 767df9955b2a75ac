using OlmoRL.Actors.Tests.Fakes;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Tests.Hosting;

public sealed class ReplayTests : IDisposable
{
    // Few slots and long completions: an engine is always in the middle of something when weights change.
    private static readonly string[] Asynchronous =
    [
        "rollout.max_staleness=2", "rollout.slots=4", "rollout.max_tokens=120", "trainer.pack_length=256", "trainer.steps=6",
    ];

    private readonly TinyRun _run = new();

    [Theory]
    [InlineData("rollout.inference_workers=1")]
    [InlineData("rollout.inference_workers=2")]
    [InlineData("engine.weight_updates=drained")]
    public async Task A_replayed_asynchronous_run_ends_with_the_same_bytes(string change)
    {
        string[] recipe = [.. Asynchronous, change];
        _ = await _run.RunAsync("recorded", overrides: recipe);

        var replayed = await _run.ReplayAsync("replayed", "recorded", recipe);

        Assert.Equal(6, replayed.Steps);
        Assert.Contains(RunSchedule.Read(_run.Open("recorded").Root).Inputs["inference-0"], i => i is { Kind: EngineInputKind.Weights, At: > 0 });
        Assert.Equal(_run.FinalCheckpoint("recorded"), _run.FinalCheckpoint("replayed"));
        Assert.Equal(_run.Rollouts("recorded").Select(r => r.GetRawText()), _run.Rollouts("replayed").Select(r => r.GetRawText()));
    }

    [Fact]
    public async Task A_difference_is_reported_by_step_and_group()
    {
        _ = await _run.RunAsync("recorded", overrides: Asynchronous);
        var schedule = _run.Open("recorded").Schedule;
        var lines = File.ReadAllLines(schedule);
        foreach (var (figure, named) in ((string, string)[])
                 [("sampling", "sampled tokens or log-probs"), ("rewards", "a verifier is not repeatable"), ("weights", "equal batches, other weights")])
        {
            File.WriteAllLines(schedule, lines.Select(line =>
                line.StartsWith("{\"step\":2,", StringComparison.Ordinal) ? Falsify(line, figure) : line));

            var refused = await Assert.ThrowsAsync<InvalidDataException>(() => _run.ReplayAsync("replayed", "recorded", Asynchronous));

            Assert.Contains("step 2", refused.Message, StringComparison.Ordinal);
            Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_recipe_and_the_recorded_folder_itself_are_refused()
    {
        _ = await _run.RunAsync("recorded", overrides: Asynchronous);

        var other = await Assert.ThrowsAsync<RecipeException>(() => _run.ReplayAsync("replayed", "recorded", [.. Asynchronous, "seed=9"]));
        var itself = await Assert.ThrowsAsync<RecipeException>(() => _run.ReplayAsync("recorded", "recorded", Asynchronous));

        Assert.Contains("another recipe", other.Message, StringComparison.Ordinal);
        Assert.Contains("overwrite", itself.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    private static string Falsify(string line, string figure)
    {
        var row = System.Text.Json.Nodes.JsonNode.Parse(line)!;
        if (figure == "weights")
            row["weights"] = "0";
        else
            row[figure]![0] = "0";
        return row.ToJsonString();
    }
}
