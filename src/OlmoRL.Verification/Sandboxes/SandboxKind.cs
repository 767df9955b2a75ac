namespace OlmoRL.Verification.Sandboxes;

/// <summary>What isolates graded programs.</summary>
public enum SandboxKind
{
    /// <summary>Docker where a daemon answers, else Bubblewrap.</summary>
    Auto,

    /// <summary>Containers.</summary>
    Docker,

    /// <summary>Namespaces without a daemon.</summary>
    Bubblewrap,
}
