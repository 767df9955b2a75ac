using System.Net;
using OlmoRL.Actors.Cluster;
using OlmoRL.Recipes;

namespace OlmoRL.Actors.Tests.Cluster;

public sealed class ClusterIdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("olmorl-").FullName;
    private readonly TestAuthority _ours;
    private readonly TestAuthority _theirs;

    public ClusterIdentityTests() => (_ours, _theirs) = (new TestAuthority(_folder, "ours"), new TestAuthority(_folder, "theirs"));

    [Fact]
    public void Certificates_of_the_authority_are_trusted_and_others_are_not()
    {
        using var mine = Open(_ours.Sign("a"), _ours);
        using var friend = Open(_ours.Sign("b"), _ours);
        using var stranger = Open(_theirs.Sign("c"), _theirs);

        Assert.True(mine.Trusts(friend.Certificate));
        Assert.False(mine.Trusts(stranger.Certificate));
        Assert.False(mine.Trusts(null));
    }

    [Fact]
    public void A_certificate_that_nobody_would_trust_is_refused_at_the_start()
    {
        Assert.Contains("expired or not of the authority", Refusal(_theirs.Sign("a"), _ours), StringComparison.Ordinal);
        Assert.Contains("expired or not of the authority", Refusal(_ours.Sign("old", validDays: 0), _ours), StringComparison.Ordinal);
        Assert.Contains("PEM", Refusal(_ours.CertificateFile, _ours), StringComparison.Ordinal); // without a key
    }

    [Fact]
    public async Task Weights_go_to_those_who_show_a_certificate_of_the_authority()
    {
        var version = Path.Combine(_folder, "out");
        _ = Directory.CreateDirectory(WeightServer.FolderOf(version, 1));
        await File.WriteAllBytesAsync(WeightServer.FileOf(version, 1), [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)]);
        using ClusterIdentity server = Open(_ours.Sign("server"), _ours), friend = Open(_ours.Sign("friend"), _ours), stranger = Open(_theirs.Sign("stranger"), _theirs);
        await using var weights = new WeightServer(version, new IPEndPoint(IPAddress.Loopback, 0), server);
        var target = Path.Combine(_folder, "fetched");

        Assert.True(await WeightDownload.FetchAsync(weights.Address, friend, new IncomingVersion(1, target), CancellationToken.None));
        _ = await Assert.ThrowsAsync<IOException>(() => WeightDownload.FetchAsync(weights.Address, stranger, new IncomingVersion(1, target + "2"), CancellationToken.None));
        _ = await Assert.ThrowsAnyAsync<IOException>(() => WeightDownload.FetchAsync(weights.Address, null, new IncomingVersion(1, target + "3"), CancellationToken.None));

        Assert.Equal(File.ReadAllBytes(WeightServer.FileOf(version, 1)), File.ReadAllBytes(target));
        Assert.False(File.Exists(target + "2") || File.Exists(target + "3"));
    }

    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static ClusterIdentity Open(string certificate, TestAuthority authority) =>
        ClusterIdentity.Open(new ClusterSpec { Certificate = certificate, Authority = authority.CertificateFile }, "recipe.toml")!;

    private static string Refusal(string certificate, TestAuthority authority) =>
        Assert.Throws<RecipeException>(() => Open(certificate, authority)).Message;
}
