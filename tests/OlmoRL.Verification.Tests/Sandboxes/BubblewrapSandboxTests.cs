using OlmoRL.Verification.Sandboxes;

namespace OlmoRL.Verification.Tests.Sandboxes;

/// <summary>Namespaces; skipped where Bubblewrap is not installed.</summary>
[Collection("sandboxes")]
public sealed class BubblewrapSandboxTests : SandboxComplianceTests
{
    private protected override int Part => 1;

    private protected override ISandboxSource Open() => new BubblewrapSandboxSource(BubblewrapSandboxSource.DefaultFolder(), TimeProvider.System);
}
