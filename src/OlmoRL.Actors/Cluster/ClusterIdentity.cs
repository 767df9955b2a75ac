using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;
using OlmoRL.Recipes;

namespace OlmoRL.Actors.Cluster;

/// <summary>A process's certificate, and the authority whose certificates it accepts from others: mutual TLS on every connection.</summary>
/// <remarks>Who holds a certificate of the authority takes part; names in certificates are not compared with addresses.</remarks>
public sealed class ClusterIdentity : IDisposable
{
    private readonly X509Certificate2Collection _authority = [];

    private ClusterIdentity(ClusterSpec cluster)
    {
        _authority.ImportFromPemFile(cluster.Authority);
        using var pem = X509Certificate2.CreateFromPemFile(cluster.Certificate);
        // TLS on some systems takes no key that was not stored once.
        Certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pfx), password: null);
    }

    /// <summary>With its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The identity that a recipe names; null where connections are not encrypted.</summary>
    /// <exception cref="RecipeException">A file cannot be read, or the authority did not sign the certificate.</exception>
    public static ClusterIdentity? Open(ClusterSpec cluster, string recipePath)
    {
        if (cluster.Certificate.Length == 0)
            return null;
        try
        {
            var identity = new ClusterIdentity(cluster);
            return identity.Trusts(identity.Certificate) ? identity
                : throw new RecipeException(recipePath, "cluster.certificate", $"{cluster.Certificate} is expired or not of the authority {cluster.Authority}", "a certificate that the authority signed");
        }
        catch (Exception unreadable) when (unreadable is IOException or CryptographicException or UnauthorizedAccessException)
        {
            throw new RecipeException(recipePath, "cluster.certificate", unreadable.Message, "PEM files: a certificate with its private key, and the authority's certificate");
        }
    }

    /// <summary>Whether another side's certificate is valid now and of the authority.</summary>
    public bool Trusts(X509Certificate? certificate)
    {
        if (certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate as X509Certificate2 ?? X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
    }

    /// <summary>For actor messages.</summary>
    internal DotNettySslSetup ForActors() =>
        new(Certificate, suppressValidation: false, requireMutualAuthentication: true, customValidator: (certificate, _, _, _, _) => Trusts(certificate));

    /// <summary>For the side that listens.</summary>
    internal SslServerAuthenticationOptions ForServer() => new()
    {
        ServerCertificate = Certificate,
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => Trusts(certificate),
    };

    /// <summary>For the side that connects.</summary>
    internal SslClientAuthenticationOptions ForClient() => new()
    {
        TargetHost = "olmorl",
        ClientCertificates = [Certificate],
        RemoteCertificateValidationCallback = (_, certificate, _, _) => Trusts(certificate),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        foreach (var certificate in _authority)
            certificate.Dispose();
    }
}
