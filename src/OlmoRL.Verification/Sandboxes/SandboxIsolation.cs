namespace OlmoRL.Verification.Sandboxes;

/// <summary>How long a sandbox lives.</summary>
public enum SandboxIsolation
{
    /// <summary>It serves one completion after another, each under a fresh user, wiped and tried in between.</summary>
    FreshUser,

    /// <summary>It serves one completion and is destroyed.</summary>
    SingleUse,
}
