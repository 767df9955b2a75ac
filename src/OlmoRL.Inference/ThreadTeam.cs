namespace OlmoRL.Inference;

/// <summary>A few threads that do the parts of a job together, the caller among them.</summary>
/// <remarks>
/// Jobs follow one another within microseconds while an engine decodes, so threads spin for a while before they sleep:
/// waking one costs as much as a layer of a small model. <see cref="Barrier"/> lets the parts of a job meet between phases.
/// </remarks>
public sealed class ThreadTeam : IDisposable
{
    private const int SpinsBeforeSleep = 20_000;
    private const int SpinsBeforeYield = 2_000;
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _wakes;
    private readonly int[] _asleep;
    private Action<int>? _job;
    private Exception? _fault;
    private bool _disposed;
    private int _round;
    private int _left;
    private int _arrived;
    private int _phase;

    /// <summary>Starts all threads but the caller's.</summary>
    public ThreadTeam(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        _wakes = [.. Enumerable.Range(0, count).Select(_ => new SemaphoreSlim(0))];
        _asleep = new int[count];
        _threads = [.. Enumerable.Range(1, count - 1).Select(i => new Thread(() => Serve(i)) { IsBackground = true, Name = $"engine-{i}" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Threads, the caller included.</summary>
    public int Count { get; }

    /// <summary>Calls the job once on every thread with its index; returns when all are done.</summary>
    public void Run(Action<int> job)
    {
        if (Count == 1)
        {
            job(0);
            return;
        }

        (_job, _left, _fault) = (job, Count - 1, null);
        _ = Interlocked.Increment(ref _round);
        WakeSleepers();
        Do(0);
        for (var spins = 0; Volatile.Read(ref _left) > 0; spins++)
            Pause(spins);
        if (_fault is { } fault)
            throw new InvalidOperationException("a part of the job failed", fault);
    }

    /// <summary>Returns when every thread of the job has come here.</summary>
    public void Barrier()
    {
        if (Count == 1)
            return;
        var phase = Volatile.Read(ref _phase);
        if (Interlocked.Increment(ref _arrived) == Count)
        {
            _arrived = 0;
            Volatile.Write(ref _phase, phase + 1);
            return;
        }

        for (var spins = 0; Volatile.Read(ref _phase) == phase; spins++)
        {
            if (_fault is not null)
                throw new InvalidOperationException("another part of the job failed");
            Pause(spins);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _job = null;
        _ = Interlocked.Increment(ref _round);
        WakeSleepers();
        foreach (var thread in _threads)
            thread.Join();
        foreach (var wake in _wakes)
            wake.Dispose();
    }

    private static void Pause(int spins)
    {
        if (spins < SpinsBeforeYield)
            Thread.SpinWait(4);
        else
            _ = Thread.Yield();
    }

    private void Serve(int index)
    {
        for (var round = 0; ; round++)
        {
            AwaitRoundAfter(round, index);
            if (_job is null)
                return;
            Do(index);
            _ = Interlocked.Decrement(ref _left);
        }
    }

    private void AwaitRoundAfter(int round, int index)
    {
        for (var spins = 0; Volatile.Read(ref _round) == round; spins++)
        {
            if (spins < SpinsBeforeSleep)
            {
                Thread.SpinWait(4);
                continue;
            }

            // Either the caller sees that this thread sleeps, or this thread sees the new round.
            _ = Interlocked.Exchange(ref _asleep[index], 1);
            if (Volatile.Read(ref _round) == round)
                _wakes[index].Wait();
            _ = Interlocked.Exchange(ref _asleep[index], 0);
        }
    }

    /// <summary>Each thread has a semaphore of its own: a shared one would let a quick thread take another's permit.</summary>
    private void WakeSleepers()
    {
        for (var i = 1; i < Count; i++)
        {
            if (Interlocked.Exchange(ref _asleep[i], 0) == 1)
                _ = _wakes[i].Release();
        }
    }

    private void Do(int index)
    {
        try
        {
            _job!(index);
        }
        catch (Exception fault)
        {
            _fault = fault;
        }
    }
}
