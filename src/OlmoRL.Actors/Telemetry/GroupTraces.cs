using System.Diagnostics;
using OlmoRL.Flow;
using OlmoRL.Rollouts;

namespace OlmoRL.Actors.Telemetry;

/// <summary>One trace for each group, from its admission to its gradient: a span for every sibling's sampling and grading, and for training.</summary>
/// <remarks>
/// The coordinator sees every one of these moments, so spans begin and end there, whichever process did the work; the
/// worker's name is an attribute. Without a listener nothing is made. Spans never become the current one: messages of
/// other groups are handled in between.
/// </remarks>
/// <param name="share">Of groups that are traced.</param>
internal sealed class GroupTraces(double share) : IDisposable
{
    /// <summary>Of the activity source.</summary>
    public const string SourceName = "OlmoRL";

    private const long Spread = 2_654_435_761; // Knuth's multiplicative hash: neighbours fall far apart
    private readonly ActivitySource _source = new(SourceName);
    private readonly Dictionary<long, Activity> _groups = [];
    private readonly Dictionary<(long Group, int Sibling), Activity> _siblings = [];
    private readonly Dictionary<long, Activity> _training = [];

    /// <summary>A prompt was drawn.</summary>
    public void Admitted(LedgerEntry entry)
    {
        if (!_source.HasListeners() || (uint)(entry.Id * Spread) >= share * uint.MaxValue || Begin("group", null) is not { } group)
            return;
        _ = group.SetTag("group.id", entry.Id).SetTag("prompt.id", entry.Prompt.ItemId).SetTag("policy.version", entry.AdmittedAt.Step);
        _groups[entry.Id] = group;
    }

    /// <summary>A worker samples some siblings, from now on.</summary>
    public void Sampling(LedgerEntry entry, IEnumerable<int> siblings, string worker)
    {
        foreach (var sibling in siblings)
            Next(entry.Id, sibling, "sample")?.SetTag("worker", worker).SetTag("lease.epoch", entry.Epoch);
    }

    /// <summary>A sibling was sampled to its end and waits for a verdict.</summary>
    public void Grading(LedgerEntry entry, int sibling, Completion completion) =>
        Next(entry.Id, sibling, "grade")?.SetTag("completion.tokens", completion.TokenCount);

    /// <summary>A sibling has its verdict.</summary>
    public void Graded(LedgerEntry entry, Rollout rollout)
    {
        if (!_siblings.Remove((entry.Id, rollout.Sibling), out var span))
            return;
        _ = span.SetTag("reward", rollout.Reward).SetTag("solved", rollout.Solved);
        if (rollout.Reward is null)
            _ = span.SetStatus(ActivityStatusCode.Error, rollout.Reason);
        span.Dispose();
    }

    /// <summary>The learner has it.</summary>
    public void Training(LedgerEntry entry)
    {
        if (_groups.TryGetValue(entry.Id, out var group) && Begin("train", group) is { } span)
            _training[entry.Id] = span;
    }

    /// <summary>The group's end: trained, filtered, dropped, or the run's end.</summary>
    public void Ended(LedgerEntry entry, string fate, int step)
    {
        foreach (var (key, span) in _siblings.Where(s => s.Key.Group == entry.Id).ToArray())
        {
            _ = _siblings.Remove(key);
            span.Dispose();
        }

        if (_training.Remove(entry.Id, out var training))
            training.Dispose();
        if (_groups.Remove(entry.Id, out var group))
            group.SetTag("fate", fate).SetTag("step", step).Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var span in _siblings.Values.Concat(_training.Values).Concat(_groups.Values))
            span.Dispose();
        _source.Dispose();
    }

    private Activity? Next(long group, int sibling, string name)
    {
        if (!_groups.TryGetValue(group, out var parent))
            return null;
        if (_siblings.Remove((group, sibling), out var before))
            before.Dispose();
        return Begin(name, parent) is { } span ? (_siblings[(group, sibling)] = span).SetTag("sibling", sibling) : null;
    }

    private Activity? Begin(string name, Activity? parent)
    {
        var current = Activity.Current;
        Activity.Current = null;
        var span = _source.StartActivity(name, ActivityKind.Internal, parent?.Context ?? default);
        Activity.Current = current;
        return span;
    }
}
