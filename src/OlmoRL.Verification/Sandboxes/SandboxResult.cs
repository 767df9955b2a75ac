namespace OlmoRL.Verification.Sandboxes;

/// <summary>What a run gave: data, none of which is to be believed beyond being what the program wrote.</summary>
public sealed record SandboxResult
{
    /// <summary>How it ended.</summary>
    public required SandboxOutcome Outcome { get; init; }

    /// <summary>Exit code of the program or its test driver, negative for a signal; for people, never a verdict.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Standard output; what is not UTF-8 is replaced.</summary>
    public string Output { get; init; } = "";

    /// <summary>Standard error.</summary>
    public string Errors { get; init; } = "";

    /// <summary>JSON by the test driver, which the program cannot reach: a value, passed, or an error; empty for a script.</summary>
    public string Report { get; init; } = "";

    /// <summary>Time since the program's first instruction.</summary>
    public TimeSpan WallTime { get; init; }

    /// <summary>CPU time of all its processes.</summary>
    public TimeSpan ProcessorTime { get; init; }
}
