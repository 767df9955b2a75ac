using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using OlmoRL.Rollouts;

namespace OlmoRL.Runs;

/// <summary>A rollout as it stands in rollouts/*.jsonl.</summary>
public sealed record RolloutRecord
{
    /// <summary>The step that trained on it.</summary>
    public required int Step { get; init; }

    /// <summary>Its group.</summary>
    public required long Group { get; init; }

    /// <summary>Place among the siblings.</summary>
    public required int Sibling { get; init; }

    /// <summary>The dataset item.</summary>
    public required string Item { get; init; }

    /// <summary>Rendered prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>Decoded completion.</summary>
    public required string Completion { get; init; }

    /// <summary>Verifiers that graded it, one for each ground truth: `olmorl verify` grades it again.</summary>
    public required string[] Dataset { get; init; }

    /// <summary>What they compared with.</summary>
    public required string[] GroundTruth { get; init; }

    /// <summary>How much each counts.</summary>
    public required double[] Weight { get; init; }

    /// <summary>The dataset row.</summary>
    public required JsonElement Row { get; init; }

    /// <summary>Weighted score before scaling; null when verification failed.</summary>
    public required double? Reward { get; init; }

    /// <summary>What credit was computed from: the reward, or what a control put in its place.</summary>
    public required double? AssignedReward { get; init; }

    /// <summary>Scaled reward minus the group's baseline.</summary>
    public required double Advantage { get; init; }

    /// <summary>Why it was not solved.</summary>
    public required string Reason { get; init; }

    /// <summary>stop or length.</summary>
    public required string FinishReason { get; init; }

    /// <summary>[start, count, version] of each run of tokens.</summary>
    public required int[][] Versions { get; init; }

    /// <summary>Sampled tokens.</summary>
    public required int[] TokenIds { get; init; }

    /// <summary>Engine log-probs.</summary>
    public required float[] LogProbs { get; init; }
}

/// <summary>Writes the rollouts of each step as JSON lines on a thread of its own; a full buffer holds the run back.</summary>
public sealed class RolloutLog : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly Channel<Entry> _queue = Channel.CreateBounded<Entry>(4);

    private readonly Task _writer;

    /// <summary>Starts writing below a run's folder.</summary>
    public RolloutLog(RunDirectory directory)
    {
        _ = Directory.CreateDirectory(directory.Rollouts);
        _writer = Task.Run(() => WriteAllAsync(directory));
    }

    /// <summary>Queues a step's groups; completes when there was room.</summary>
    public ValueTask AddAsync(int step, IReadOnlyList<RolloutGroup> groups) => _queue.Writer.WriteAsync(new Entry(step, groups, null));

    /// <summary>Completes when all that was queued before is on disk; fails with the writer's error.</summary>
    public async Task FlushAsync()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_writer.IsCompleted)
            await _queue.Writer.WriteAsync(new Entry(0, [], reached)).ConfigureAwait(false);
        await (await Task.WhenAny(reached.Task, _writer).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Writes what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = _queue.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
    }

    private async Task WriteAllAsync(RunDirectory directory)
    {
        try
        {
            await WriteQueueAsync(directory).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _ = _queue.Writer.TryComplete(failure); // whoever adds next learns of it
            throw;
        }
    }

    private async Task WriteQueueAsync(RunDirectory directory)
    {
        await foreach (var (step, groups, reached) in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (reached is not null)
            {
                reached.SetResult();
                continue;
            }

            var path = directory.RolloutsOf(step);
            await File.WriteAllLinesAsync(path + ".tmp", groups.SelectMany(g => Lines(step, g))).ConfigureAwait(false);
            File.Move(path + ".tmp", path, overwrite: true);
        }
    }

    private static IEnumerable<string> Lines(int step, RolloutGroup group) => group.Rollouts.Select(r =>
        JsonSerializer.Serialize(new RolloutRecord
        {
            Step = step,
            Group = group.Id,
            Sibling = r.Sibling,
            Item = group.Prompt.ItemId,
            Prompt = group.Prompt.Text,
            Completion = r.Completion.Text,
            Dataset = [.. group.Prompt.Targets.Select(t => t.Verifier)],
            GroundTruth = [.. group.Prompt.Targets.Select(t => t.GroundTruth)],
            Weight = [.. group.Prompt.Targets.Select(t => t.Weight)],
            Row = JsonSerializer.Deserialize<JsonElement>(group.Prompt.Row),
            Reward = r.Reward,
            AssignedReward = r.AssignedReward,
            Advantage = r.Advantage,
            Reason = r.Reason,
            FinishReason = r.Completion.FinishReason == FinishReason.Stop ? "stop" : "length",
            Versions = [.. r.Completion.Segments.SelectMany(s => s.Spans).Select(s => (int[])[s.Start, s.Count, s.Version.Step])],
            TokenIds = [.. r.Completion.Segments.SelectMany(s => s.TokenIds)],
            LogProbs = [.. r.Completion.Segments.SelectMany(s => s.LogProbs)],
        }, Json));

    /// <summary>A step's groups, or a mark that tells when it is reached.</summary>
    private sealed record Entry(int Step, IReadOnlyList<RolloutGroup> Groups, TaskCompletionSource? Reached);
}
