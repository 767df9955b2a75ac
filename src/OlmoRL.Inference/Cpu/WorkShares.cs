namespace OlmoRL.Inference.Cpu;

/// <summary>Shares the items of each phase of a pass out among threads: whoever is free takes the next few.</summary>
internal sealed class WorkShares(int phases, int threads)
{
    private const int Padding = 16; // one counter a cache line
    private readonly int[] _next = new int[phases * Padding];

    /// <summary>Begins a pass.</summary>
    public void Reset() => Array.Clear(_next);

    /// <summary>Takes the next items of a phase.</summary>
    /// <param name="phase">Which; every thread counts phases alike.</param>
    /// <param name="count">Items of the phase.</param>
    /// <param name="from">First item taken.</param>
    /// <param name="to">One past the last.</param>
    /// <returns>False when none is left.</returns>
    public bool Take(int phase, int count, out int from, out int to)
    {
        // About four helpings a thread; even ones, because panels are fastest in pairs.
        var helping = threads == 1 ? count : Math.Max(1, (count + 4 * threads - 1) / (4 * threads));
        helping += helping > 1 ? helping & 1 : 0;
        ref var next = ref _next[phase * Padding];
        to = threads == 1 ? next += helping : Interlocked.Add(ref next, helping);
        from = to - helping;
        to = Math.Min(to, count);
        return from < count;
    }
}
