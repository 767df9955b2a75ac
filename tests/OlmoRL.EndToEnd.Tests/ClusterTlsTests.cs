using OlmoRL.Actors.Tests.Cluster;

namespace OlmoRL.EndToEnd.Tests;

/// <summary>A run whose connections are encrypted, over processes on loopback.</summary>
public sealed class ClusterTlsTests : IDisposable
{
    private readonly ClusterProcesses _cluster = new();
    private readonly TestAuthority _ours;
    private readonly TestAuthority _theirs;

    public ClusterTlsTests() => (_ours, _theirs) = (new TestAuthority(_cluster.Folder, "ours"), new TestAuthority(_cluster.Folder, "theirs"));

    [Fact]
    public async Task Nodes_with_a_certificate_of_the_authority_take_part_and_others_cannot_even_ask()
    {
        var run = _cluster.StartRun(4, [.. Certificate(_ours, "run")]);
        string[] join = ["--role", "verifier", "--join-within", "6"];
        var plain = _cluster.StartNode(join);
        var stranger = _cluster.StartNode([.. join, .. Certificate(_theirs, "stranger")]);
        var refused = await Task.WhenAll(plain.EndAsync(), stranger.EndAsync());

        _ = _cluster.StartNode(["--role", "inference", "--role", "verifier", .. Certificate(_ours, "node")]);

        var (exitCode, _, error) = await run.EndAsync();
        Assert.True(exitCode == 0, error);
        Assert.All(refused, r =>
        {
            Assert.Equal(2, r.ExitCode);
            Assert.Contains("no run answers there", r.Error, StringComparison.Ordinal);
        });
    }

    public void Dispose()
    {
        _cluster.Dispose();
        _ours.Dispose();
        _theirs.Dispose();
    }

    private static string[] Certificate(TestAuthority authority, string name) =>
        ["--set", $"cluster.certificate={authority.Sign(name)}", "--set", $"cluster.authority={authority.CertificateFile}"];
}
