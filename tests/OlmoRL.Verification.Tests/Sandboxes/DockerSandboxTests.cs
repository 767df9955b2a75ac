using OlmoRL.Verification.Sandboxes;

namespace OlmoRL.Verification.Tests.Sandboxes;

/// <summary>Containers; skipped where no daemon answers.</summary>
[Collection("sandboxes")]
public sealed class DockerSandboxTests : SandboxComplianceTests
{
    private protected override int Part => 0;

    private protected override ISandboxSource Open() => new DockerSandboxSource(DockerSandboxSource.DefaultImage, TimeProvider.System);
}
