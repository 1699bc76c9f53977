using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kuscia.Psi.Tests.Support;

/// <summary>A certificate authority with a server certificate for "datamesh" and a client certificate in PEM files.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly RSA _caKey = RSA.Create(2048);

    public TestCertificates(TemporaryFolder folder, string serverName = "datamesh", bool pkcs1 = true)
    {
        CertificateRequest request = new("CN=node", _caKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Authority = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        Server = Issue("DataMesh", serverName, out RSA serverKey).CopyWithPrivateKey(serverKey);
        serverKey.Dispose();
        X509Certificate2 client = Issue("engine", null, out RSA clientKey);
        TrustFile = folder.Write("ca.crt", Authority.ExportCertificatePem());
        CertificateFile = folder.Write("client.crt", client.ExportCertificatePem());
        KeyFile = folder.Write("client.key", pkcs1 ? clientKey.ExportRSAPrivateKeyPem() : clientKey.ExportPkcs8PrivateKeyPem());
        client.Dispose();
        clientKey.Dispose();
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Server { get; }

    public string TrustFile { get; }

    public string CertificateFile { get; }

    public string KeyFile { get; }

    public void Dispose()
    {
        _caKey.Dispose();
        Authority.Dispose();
        Server.Dispose();
    }

    private X509Certificate2 Issue(string name, string? dns, out RSA key)
    {
        key = RSA.Create(2048);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (dns is not null)
        {
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName(dns);
            request.CertificateExtensions.Add(names.Build());
        }

        return request.Create(Authority, Authority.NotBefore, Authority.NotAfter, RandomNumberGenerator.GetBytes(8));
    }
}
