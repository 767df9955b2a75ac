namespace OlmoRL.Verification.Sandboxes;

/// <summary>How a run came to its end.</summary>
public enum SandboxOutcome
{
    /// <summary>The program, or its test, ended by itself; its exit code says nothing of whether it is right.</summary>
    Ended,

    /// <summary>Killed at its time limit.</summary>
    TimeLimit,

    /// <summary>Killed for its memory.</summary>
    MemoryLimit,

    /// <summary>Killed for the size of its output.</summary>
    OutputLimit,

    /// <summary>The sandbox went away after the program's first instruction.</summary>
    SandboxLost,

    /// <summary>The program never ran.</summary>
    NotStarted,
}
