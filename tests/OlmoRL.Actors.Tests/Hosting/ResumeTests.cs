using OlmoRL.Actors.Tests.Fakes;
using OlmoRL.Actors.Workers;
using OlmoRL.Recipes;
using OlmoRL.Runs;

namespace OlmoRL.Actors.Tests.Hosting;

public sealed class ResumeTests : IDisposable
{
    // Few slots and long completions: an engine is always in the middle of something when weights change.
    private static readonly string[] Asynchronous =
    [
        "rollout.max_staleness=2", "rollout.slots=4", "rollout.max_tokens=120", "trainer.pack_length=256", "trainer.steps=8", "snapshot_every=1", "keep_snapshots=20",
    ];

    private readonly TinyRun _run = new();

    [Fact]
    public async Task A_snapshot_in_flight_keeps_partial_sequences_and_they_go_on_where_they_stopped()
    {
        _ = await _run.RunAsync("a", overrides: Asynchronous);
        var directory = _run.Open("a");
        var (step, group, partial) = SnapshotsOf(directory)
            .SelectMany(s => s.Groups.SelectMany(g => g.Partial.Select(p => (s.State.Step, Group: g.Id, Partial: p))))
            .First(p => p.Partial.Sampled.TokenIds.Length > 3);
        foreach (var later in Directory.EnumerateDirectories(directory.Snapshots).Where(f => string.CompareOrdinal(f, directory.SnapshotOf(step)) > 0).ToArray())
            Directory.Delete(later, recursive: true);

        _ = await _run.RunAsync("a", resume: true, overrides: Asynchronous);

        Assert.Empty(PromptAudit.OfRun(directory).Violations);
        Assert.Equal(8, _run.TimelessMetrics("a").Length);
        var trained = _run.Rollouts("a").Where(r => r.GetProperty("group").GetInt64() == group
            && r.GetProperty("sibling").GetInt32() == partial.Sibling).ToArray();
        foreach (var rollout in trained)
        {
            var sampled = partial.Sampled.TokenIds.Length;
            Assert.Equal(partial.Sampled.TokenIds, rollout.GetProperty("token_ids").EnumerateArray().Take(sampled).Select(t => t.GetInt32()));
            Assert.Equal(partial.Sampled.LogProbs, rollout.GetProperty("log_probs").EnumerateArray().Take(sampled).Select(t => t.GetSingle()));
        }
    }

    [Fact]
    public async Task Every_snapshot_of_an_asynchronous_run_accounts_for_every_prompt()
    {
        _ = await _run.RunAsync("a", overrides: Asynchronous);
        var directory = _run.Open("a");

        var snapshots = SnapshotsOf(directory);

        Assert.Equal(8, snapshots.Count);
        Assert.All(snapshots, s => Assert.Empty(PromptAudit.OfSnapshot(directory, s.State).Violations));
        Assert.Contains(snapshots, s => s.Groups.Any(g => g.IsReady));
        Assert.All(snapshots, s => Assert.Equal(s.State.Live.Select(l => l.Group), s.Groups.Select(g => g.Id)));
    }

    [Fact]
    public async Task A_synchronous_run_resumed_from_any_snapshot_ends_bit_identical()
    {
        _ = await _run.RunAsync("whole");
        _ = await _run.RunAsync("parts", overrides: ["snapshot_every=1", "keep_snapshots=9"]);
        var directory = _run.Open("parts");
        File.AppendAllText(directory.Metrics, "{\"step\":5,\"half");
        foreach (var step in (int[])[2, 3, 4])
            Directory.Delete(directory.SnapshotOf(step), recursive: true);

        _ = await _run.RunAsync("parts", resume: true);

        Assert.Equal(_run.TimelessMetrics("whole"), _run.TimelessMetrics("parts"));
        Assert.Equal(_run.FinalWeights("whole"), _run.FinalWeights("parts"));
        Assert.Equal(File.ReadAllText(_run.Open("whole").Prompts), File.ReadAllText(directory.Prompts));
    }

    [Fact]
    public async Task A_run_killed_before_its_first_snapshot_resumes_at_its_beginning()
    {
        _ = await _run.RunAsync("whole");
        _ = await _run.RunAsync("parts", overrides: ["trainer.steps=4"]);
        Directory.Delete(_run.Open("parts").Snapshots, recursive: true);

        _ = await _run.RunAsync("parts", resume: true);

        Assert.Equal(_run.FinalWeights("whole"), _run.FinalWeights("parts"));
    }

    [Fact]
    public async Task A_damaged_snapshot_is_refused_by_name()
    {
        _ = await _run.RunAsync("a", overrides: ["trainer.steps=1"]);
        foreach (var name in (string[])["train_state.safetensors", "live.msgpack", "state.json"])
        {
            var path = Path.Combine(_run.Open("a").NewestSnapshot()!, name);
            var bytes = File.ReadAllBytes(path);
            File.WriteAllBytes(path, [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]);

            var refused = await Assert.ThrowsAsync<InvalidDataException>(() => _run.RunAsync("a", resume: true, overrides: ["trainer.steps=2"]));

            Assert.Contains($"{name} is damaged", refused.Message, StringComparison.Ordinal);
            File.WriteAllBytes(path, bytes);
        }
    }

    [Fact]
    public async Task Snapshots_of_another_checkpoint_are_refused()
    {
        _ = await _run.RunAsync("a", overrides: ["trainer.steps=1"]);
        File.AppendAllText(Path.Combine(Path.GetDirectoryName(_run.RecipePath)!, "base", "tokenizer.json"), "\n");

        var refused = await Assert.ThrowsAsync<RecipeException>(() => _run.RunAsync("a", resume: true, overrides: ["trainer.steps=3"]));

        Assert.Contains("changed since the snapshot", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    private static List<ResumedRun> SnapshotsOf(RunDirectory directory) =>
        [.. Directory.EnumerateDirectories(directory.Snapshots).Order(StringComparer.Ordinal).Select(Snapshots.Read)];
}
