namespace OlmoRL.Verification.Sandboxes;

/// <summary>What one run of a program may use. A program that meets a limit is killed with everything it started.</summary>
public sealed record SandboxLimits
{
    /// <summary>Wall time of one run, program start included.</summary>
    /// <remarks>
    /// Time that the program was ready to run and the machine was busy with others is not counted, up to a second more.
    /// </remarks>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Address space of a process, and resident memory of all of them.</summary>
    public long MemoryBytes { get; init; } = 256L << 20;

    /// <summary>Bytes written to standard output and standard error together.</summary>
    public long OutputBytes { get; init; } = 1L << 20;

    /// <summary>Largest file.</summary>
    public long FileBytes { get; init; } = 16L << 20;

    /// <summary>Processes and threads at once.</summary>
    public int ProcessCount { get; init; } = 16;
}
