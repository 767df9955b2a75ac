using System.Text.Json;
using System.Text.Json.Nodes;
using OlmoRL.Actors.Tests.Fakes;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Tests.Hosting;

public sealed class RlvrHostTests : IDisposable
{
    private static readonly string[] Asynchronous = ["rollout.max_staleness=2", "trainer.steps=12", "rollout.slots=16", "rollout.max_tokens=160", "trainer.pack_length=320"];
    private readonly TinyRun _run = new();

    [Fact]
    public async Task Synchronous_runs_with_one_seed_are_equal_byte_for_byte()
    {
        var first = await _run.RunAsync("a");
        _ = await _run.RunAsync("b");
        _ = await _run.RunAsync("c", overrides: ["seed=6"]);

        Assert.True(first.Completed);
        Assert.Equal(4, first.Steps);
        Assert.Equal(_run.TimelessMetrics("a"), _run.TimelessMetrics("b"));
        Assert.Equal(_run.FinalWeights("a"), _run.FinalWeights("b"));
        Assert.NotEqual(_run.FinalWeights("a"), _run.FinalWeights("c"));
    }

    [Fact]
    public async Task Synchronous_runs_train_only_tokens_of_the_current_version()
    {
        _ = await _run.RunAsync("a");

        var rollouts = _run.Rollouts("a");

        Assert.NotEmpty(rollouts);
        Assert.All(rollouts, r => Assert.All(r.GetProperty("versions").EnumerateArray(),
            span => Assert.Equal(r.GetProperty("step").GetInt32() - 1, span[2].GetInt32())));
        Assert.All(_run.TimelessMetrics("a"), row => Assert.InRange(Metric(row, "mismatch/logprob_abs_mean"), 0, 1e-5));
        Assert.All(_run.TimelessMetrics("a"), row => Assert.InRange(Metric(row, "mismatch/logprob_abs_max"), 0, 1e-3));
    }

    [Fact]
    public async Task A_run_stopped_and_resumed_equals_an_uninterrupted_one()
    {
        using var stop = new CancellationTokenSource();
        _ = await _run.RunAsync("whole");
        var interrupted = await _run.RunAsync("parts", sinks: [new StopAtStep(2, stop)], stop: stop.Token);

        var resumed = await _run.RunAsync("parts", resume: true);

        Assert.False(interrupted.Completed);
        Assert.InRange(interrupted.Steps, 2, 3);
        Assert.True(resumed.Completed);
        Assert.Equal(_run.TimelessMetrics("whole"), _run.TimelessMetrics("parts"));
        Assert.Equal(_run.FinalWeights("whole"), _run.FinalWeights("parts"));
    }

    [Fact]
    public async Task Asynchronous_runs_stamp_each_token_and_train_none_that_is_too_old()
    {
        // Long completions in few slots: the engine is the slower side, so that updates meet sequences on their way.
        var outcome = await _run.RunAsync("a", overrides:
            [.. Asynchronous, "rollout.slots=4", "rollout.max_tokens=100", "trainer.pack_length=240"]);

        var rollouts = _run.Rollouts("a");

        Assert.True(outcome.Completed);
        Assert.Contains(rollouts, r => r.GetProperty("versions").GetArrayLength() > 1);
        Assert.All(rollouts, r =>
        {
            var spans = r.GetProperty("versions").EnumerateArray().ToArray();
            Assert.Equal(r.GetProperty("token_ids").GetArrayLength(), spans.Sum(s => s[1].GetInt32()));
            Assert.All(spans, s => Assert.True(s[2].GetInt32() < r.GetProperty("step").GetInt32()));
        });
        Assert.All(_run.TimelessMetrics("a"), row => Assert.InRange(Metric(row, "staleness/max"), 0, 2));
    }

    [Theory]
    [InlineData("mask")]
    [InlineData("drop")]
    [InlineData("wait")]
    public async Task Every_policy_for_stale_work_reaches_the_last_step(string policy)
    {
        var outcome = await _run.RunAsync("a", overrides:
            ["rollout.max_staleness=1", $"rollout.staleness_policy={policy}", "trainer.steps=8", "rollout.slots=16"]);

        Assert.Equal(8, outcome.Steps);
        Assert.All(_run.TimelessMetrics("a"), row => Assert.InRange(Metric(row, "staleness/max"), 0, 1));
    }

    [Fact]
    public async Task Each_group_is_trained_at_most_once_over_interruptions_of_an_asynchronous_run()
    {
        using var stop = new CancellationTokenSource();
        _ = await _run.RunAsync("a", sinks: [new StopAtStep(5, stop)], stop: stop.Token, overrides: Asynchronous);
        _ = await _run.RunAsync("a", resume: true, overrides: Asynchronous);

        var trained = _run.Rollouts("a").Select(r => (r.GetProperty("group").GetInt64(), r.GetProperty("sibling").GetInt32())).ToArray();

        Assert.Equal(trained.Length, trained.Distinct().Count());
        Assert.Equal(12, _run.TimelessMetrics("a").Length);
    }

    [Fact]
    public async Task A_step_with_nothing_to_train_on_is_empty_and_keeps_the_weights()
    {
        var outcome = await _run.RunAsync("a", overrides: ["reward.verifier=script:never.csx", "trainer.steps=2"]);

        Assert.Equal(2, outcome.Steps);
        Assert.All(_run.TimelessMetrics("a"), row => Assert.Equal(1, Metric(row, "groups/empty_step")));
        Assert.All(_run.TimelessMetrics("a"), row => Assert.Equal(12, Metric(row, "groups/finished")));
    }

    [Fact]
    public async Task Without_active_sampling_a_filtered_group_shrinks_the_batch()
    {
        _ = await _run.RunAsync("a", overrides: ["rollout.active_sampling=false", "trainer.steps=3"]);

        Assert.All(_run.TimelessMetrics("a"), row => Assert.Equal(4, Metric(row, "groups/finished")));
    }

    [Fact]
    public async Task A_run_stops_with_the_reason_when_verifications_fail()
    {
        var stopped = await Assert.ThrowsAsync<RunStoppedException>(() => _run.RunAsync(
            "broken", overrides: ["reward.verifier=script:broken.csx", "trainer.steps=40"]));

        Assert.Contains("no daemon", stopped.Message, StringComparison.Ordinal);
        Assert.NotNull(_run.Open("broken").NewestSnapshot());
    }

    [Fact]
    public async Task Metrics_tell_what_each_verifier_did()
    {
        _ = await _run.RunAsync("figures", overrides: ["trainer.steps=2"]);

        var row = JsonNode.Parse(File.ReadLines(_run.Open("figures").Metrics).Last())!;
        Assert.True((double)row["verifier/script:length.csx/verdicts"]! >= 16);
        Assert.InRange((double)row["verifier/script:length.csx/correct_share"]!, 0, 1);
        Assert.True((double)row["time/verifier/script:length.csx/seconds_mean"]! > 0);
    }

    [Fact]
    public async Task Another_recipe_does_not_resume_a_run()
    {
        _ = await _run.RunAsync("a");

        var refused = await Assert.ThrowsAsync<RecipeException>(() => _run.RunAsync("a", resume: true, overrides: ["seed=9"]));

        Assert.Contains("made by another recipe", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rollout.max_tokens=250 trainer.pack_length=400", "rollout.max_tokens")]
    [InlineData("trainer.pack_length=40", "trainer.pack_length")]
    [InlineData("reward.verifier=arithmatic", "arithmetic")]
    [InlineData("reward.verifier=script:missing.csx", "missing.csx")]
    [InlineData("checkpoint=nowhere", "nowhere")]
    [InlineData("rollout.group_size=1", "rollout.group_size")]
    public async Task What_cannot_run_is_refused_before_work_starts(string change, string named)
    {
        var refused = await Assert.ThrowsAsync<RecipeException>(() => _run.RunAsync("never", overrides: change.Split(' ')));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_run.Open("never").Metrics));
    }

    public void Dispose() => _run.Dispose();

    private static double Metric(string row, string name)
    {
        using var json = JsonDocument.Parse(row);
        return json.RootElement.GetProperty(name).GetDouble();
    }
}
