using System.Globalization;

namespace OlmoRL.Rewards;

/// <summary>Trips when too many of the latest verifications failed: a run must not go on without the rewards it was told to use.</summary>
/// <param name="limit">Share of failures above which it trips; 1 never does.</param>
public sealed class FailureBreaker(double limit)
{
    /// <summary>Verifications that are looked back on.</summary>
    public const int Window = 200;

    /// <summary>Fewer say nothing yet.</summary>
    public const int MinCount = 20;

    private readonly Queue<bool> _latest = [];
    private int _failed;

    /// <summary>Why it tripped; null while it has not. It stays tripped.</summary>
    public string? Reason { get; private set; }

    /// <summary>Counts a verification.</summary>
    /// <param name="failure">Why it failed; null when it did not.</param>
    public void Add(string? failure)
    {
        _latest.Enqueue(failure is not null);
        _failed += failure is not null ? 1 : 0;
        if (_latest.Count > Window && _latest.Dequeue())
            _failed--;
        if (Reason is null && failure is not null && _latest.Count >= MinCount && _failed > limit * _latest.Count)
            Reason = string.Create(CultureInfo.InvariantCulture,
                $"{_failed} of the last {_latest.Count} verifications failed, more than reward.failure_limit = {limit} allows; the last one: {failure}");
    }
}
