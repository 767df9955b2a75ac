using OlmoRL.Actors.Tests.Fakes;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Tests.Hosting;

/// <summary>A quarter of four siblings: any group with a signal counts as solved, so nothing may be trained twice.</summary>
public sealed class NoResamplingTests : IDisposable
{
    private static readonly string[] Few = ["data.problems=12", "trainer.steps=20", "rollout.no_resampling_pass_rate=0.25"];
    private readonly TinyRun _run = new();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Solved_prompts_are_not_drawn_again_and_a_run_without_others_ends(int staleness)
    {
        var stopped = await Assert.ThrowsAsync<RunStoppedException>(
            () => _run.RunAsync("a", overrides: [.. Few, $"rollout.max_staleness={staleness}"]));

        var trained = PromptLog.Read(_run.Open("a"), new FileInfo(_run.Open("a").Prompts).Length).ToLookup(r => r.Fate);
        Assert.Contains("no_resampling_pass_rate", stopped.Message, StringComparison.Ordinal);
        if (staleness == 0) // otherwise an item's next turn may come while its first is still under way
            Assert.Equal(trained[PromptFate.Trained].Select(r => r.Item).Distinct().Count(), trained[PromptFate.Trained].Count());
        Assert.Contains(trained[PromptFate.Filtered], r => r.Reason == "solved_before");
        Assert.Empty(PromptAudit.OfRun(_run.Open("a")).Violations);
    }

    [Fact]
    public async Task A_resumed_run_remembers_what_is_solved()
    {
        string[] overrides = ["data.problems=16", "trainer.steps=6", "rollout.no_resampling_pass_rate=0.5"];
        using var stop = new CancellationTokenSource();
        _ = await _run.RunAsync("whole", overrides: overrides);
        _ = await _run.RunAsync("parts", sinks: [new StopAtStep(4, stop)], stop: stop.Token, overrides: overrides);
        _ = await _run.RunAsync("parts", resume: true, overrides: overrides);

        Assert.Equal(_run.TimelessMetrics("whole"), _run.TimelessMetrics("parts"));
        Assert.Equal(_run.FinalWeights("whole"), _run.FinalWeights("parts"));
    }

    public void Dispose() => _run.Dispose();
}
