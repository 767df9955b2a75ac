using System.Text.Json;
using OlmoRL.Actors.Tests.Fakes;
using OlmoRL.Recipes;
using OlmoRL.Training;

namespace OlmoRL.Actors.Tests.Hosting;

public sealed class LearnerGuardTests : IDisposable
{
    private static readonly string Broken = $"trainer.loss=\"{typeof(BrokenLoss).Assembly.Location}:{typeof(BrokenLoss).FullName}\"";
    private readonly TinyRun _run = new();

    [Fact]
    public async Task Updates_that_are_not_finite_are_counted_kept_on_disk_and_leave_the_weights()
    {
        var outcome = await _run.RunAsync("a", overrides: [Broken, "trainer.steps=2", "trainer.max_skipped_updates=4"]);

        var rows = File.ReadLines(_run.Open("a").Metrics).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        var kept = Directory.GetDirectories(Path.Combine(_run.Open("a").Root, "skipped")).Order(StringComparer.Ordinal).ToArray();
        var (update, model) = SkippedUpdateStore.Load(kept[0]);
        model.Dispose();
        Assert.Equal(2, outcome.Steps);
        Assert.Equal(4, rows.Sum(r => r.GetProperty("policy/skipped_updates").GetInt32()));
        Assert.Equal(4, kept.Length);
        Assert.True(update.Batch.Targets.Length > 0);
    }

    [Fact]
    public async Task Beyond_the_limit_the_run_ends_and_says_where_to_look()
    {
        var ended = await Assert.ThrowsAsync<NonFiniteUpdatesException>(
            () => _run.RunAsync("a", overrides: [Broken, "trainer.max_skipped_updates=1"]));

        Assert.Contains("olmorl replay-step", ended.Message, StringComparison.Ordinal);
        Assert.Contains("2 updates", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loss_that_does_not_exist_is_refused_before_work_starts()
    {
        var refused = await Assert.ThrowsAsync<RecipeException>(() => _run.RunAsync("a", overrides: ["trainer.loss=ppo"]));

        Assert.Contains("trainer.loss", refused.Message, StringComparison.Ordinal);
        Assert.Contains("cispo", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();
}
