using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Runtime.Certificates;

namespace Kuscia.Api.Http;

/// <summary>The server certificate and the token of the API, made at first start and reused while the files exist.</summary>
internal static class ApiCredentials
{
    /// <summary>First 32 characters of the base64 signature of the domain id; the same on all replicas of a domain.</summary>
    public static string Token(KusciaApiOptions options, DomainIdentity identity)
    {
        string path = Path.Combine(options.CertsDirectory, "token");
        byte[] signature = identity.PrivateKey.SignData(Encoding.UTF8.GetBytes(identity.DomainId), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        KeyFiles.WriteIfAbsent(path, Convert.ToBase64String(signature)[..32]);
        return File.ReadAllText(path);
    }

    public static X509Certificate2 ServerCertificate(KusciaApiOptions options, DomainIdentity identity)
    {
        string keyPath = Path.Combine(options.CertsDirectory, "kusciaapi-server.key");
        string certificatePath = Path.Combine(options.CertsDirectory, "kusciaapi-server.crt");
        if (!File.Exists(keyPath) || !File.Exists(certificatePath))
        {
            IssuedCertificate issued = Issue(options, identity);
            KeyFiles.Write(keyPath, issued.PrivateKeyPem);
            File.WriteAllText(certificatePath, issued.CertificatePem);
            issued.Certificate.Dispose();
        }

        using X509Certificate2 pair = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
        return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
    }

    private static IssuedCertificate Issue(KusciaApiOptions options, DomainIdentity identity)
    {
        List<string> names = ["kusciaapi", Environment.MachineName.ToLowerInvariant(), "localhost"];
        List<IPAddress> addresses = [IPAddress.Loopback];
        foreach (string extra in options.ExtraNames)
        {
            if (IPAddress.TryParse(extra, out IPAddress? address))
            {
                addresses.Add(address);
            }
            else
            {
                names.Add(extra);
            }
        }

        return identity.Issue(new CertificateRequestSpec
        {
            CommonName = "KusciaAPI",
            DnsNames = [.. names.Distinct()],
            IpAddresses = [.. addresses.Distinct()],
            Server = true,
            Client = true,
        });
    }
}
