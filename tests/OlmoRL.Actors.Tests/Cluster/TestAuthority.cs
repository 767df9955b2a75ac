using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OlmoRL.Actors.Tests.Cluster;

/// <summary>An authority that signs certificates, as an operator would with openssl.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _authority;
    private readonly string _folder;

    public TestAuthority(string folder, string name)
    {
        (_folder, Name) = (folder, name);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        _authority = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddDays(1));
        File.WriteAllText(CertificateFile, _authority.ExportCertificatePem());
    }

    public string Name { get; }

    /// <summary>Its own certificate.</summary>
    public string CertificateFile => Path.Combine(_folder, $"{Name}.pem");

    /// <summary>Signs a certificate, and writes it with its key.</summary>
    public string Sign(string name, int validDays = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.Create(_authority, now.AddMinutes(-4), validDays > 0 ? now.AddHours(12) : now.AddMinutes(-2), RandomNumberGenerator.GetBytes(8));
        var path = Path.Combine(_folder, $"{Name}-{name}.pem");
        File.WriteAllText(path, signed.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return path;
    }

    public void Dispose() => _authority.Dispose();
}
