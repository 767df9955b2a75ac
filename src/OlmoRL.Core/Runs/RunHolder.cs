namespace OlmoRL.Runs;

/// <summary>The process that runs in a run's folder, or ran in it last.</summary>
/// <param name="Id">Of this start of the run; two folders never show the same.</param>
/// <param name="Machine">Its machine.</param>
/// <param name="Process">Its number there.</param>
/// <param name="Address">host:port where nodes join; empty where they cannot.</param>
/// <param name="Ended">Whether it ended by itself: one that was killed leaves false behind.</param>
public sealed record RunHolder(string Id, string Machine, int Process, string Address, bool Ended = false)
{
    /// <summary>This process, at a new start.</summary>
    public static RunHolder Here(string address) => new(Guid.NewGuid().ToString("N"), Environment.MachineName, Environment.ProcessId, address);

    /// <inheritdoc/>
    public override string ToString() => $"process {Process} of {Machine}{(Address.Length > 0 ? $", at {Address}" : "")}";
}
