namespace OlmoRL.Verification.Sandboxes;

/// <summary>No sandbox can be started on this machine, and what would help. Never the fault of a graded program.</summary>
public sealed class SandboxUnavailableException(string reason) : Exception(reason);
