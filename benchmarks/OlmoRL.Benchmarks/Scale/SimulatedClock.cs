namespace OlmoRL.Benchmarks.Scale;

/// <summary>Time that passes from one event to the next, and the events to come.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private long _count;

    /// <summary>Seconds since the beginning.</summary>
    public double Now { get; private set; }

    public override long TimestampFrequency => 1_000_000;

    /// <summary>Does something later.</summary>
    public void After(double seconds, Action action) => _events.Enqueue(action, (Now + seconds, _count++));

    /// <summary>Goes to the next event; false when there is none.</summary>
    public bool Next()
    {
        if (!_events.TryDequeue(out var action, out var when))
            return false;
        Now = when.At;
        action();
        return true;
    }

    public override long GetTimestamp() => (long)(Now * TimestampFrequency);
}
