namespace OlmoRL.Verification.Sandboxes;

/// <summary>One program to run once: as a script that reads standard input, or as a module under test.</summary>
public sealed record SandboxRequest
{
    /// <summary>Python source that a model wrote.</summary>
    public required string Program { get; init; }

    /// <summary>What a script reads.</summary>
    public string Stdin { get; init; } = "";

    /// <summary>The test of a module; null runs a script.</summary>
    public ProgramTest? Test { get; init; }

    /// <summary>What the run may use.</summary>
    public SandboxLimits Limits { get; init; } = new();
}
