using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Identity;

namespace Kuscia.ApiServer.Certificates;

/// <summary>A certificate authority in two files, made at the first start.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(3650);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
    private readonly X509Certificate2 _signer;

    private CertificateAuthority(X509Certificate2 signer) => _signer = signer;

    /// <summary>The authority's certificate, without its key.</summary>
    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(_signer.RawData);

    /// <summary>Reads <c>NAME.crt</c> and <c>NAME.key</c> in a folder, or makes them.</summary>
    public static CertificateAuthority Open(string folder, string name, string commonName, TimeProvider time)
    {
        MakeIfMissing(folder, name, commonName, time);
        return new CertificateAuthority(X509Certificate2.CreateFromPemFile(Path.Combine(folder, name + ".crt"), Path.Combine(folder, name + ".key")));
    }

    /// <summary>Makes both files unless they are there.</summary>
    public static void MakeIfMissing(string folder, string name, string commonName, TimeProvider time)
    {
        string certificate = Path.Combine(folder, name + ".crt");
        string key = Path.Combine(folder, name + ".key");
        if (!File.Exists(certificate) || !File.Exists(key))
        {
            using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            CertificateRequest request = new($"CN={commonName}", pair, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(
                X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.CrlSign, true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            using X509Certificate2 made = request.CreateSelfSigned(time.GetUtcNow() - Skew, time.GetUtcNow() + Life);
            KeyFiles.Write(key, pair.ExportPkcs8PrivateKeyPem() + "\n");
            KeyFiles.Write(certificate, made.ExportCertificatePem() + "\n");
        }
    }

    /// <summary>Reads a certificate with its key from files, or issues it: when missing, when two thirds of its life are over or when it lacks a host.</summary>
    public X509Certificate2 Obtain(string folder, string name, X500DistinguishedName subject, IReadOnlyList<string> hosts, TimeProvider time) =>
        CertificatePair.Obtain(folder, name, present => IsGood(present, hosts, time), () => Issue(subject, hosts, time));

    /// <summary>True when a certificate was issued by this authority for clients and is in force.</summary>
    public bool Vouches(X509Certificate2 certificate, TimeProvider time) =>
        ChainTrust.IsIssuedBy(certificate, time.GetUtcNow(), ChainTrust.ClientAuthentication, _signer);

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();

    private IssuedCertificate Issue(X500DistinguishedName subject, IReadOnlyList<string> hosts, TimeProvider time)
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        string purpose = hosts.Count > 0 ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2";
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_signer, true, false));
        if (hosts.Count > 0)
        {
            request.CertificateExtensions.Add(Names(hosts));
        }

        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        DateTimeOffset end = time.GetUtcNow() + Life;
        using X509Certificate2 bare = request.Create(_signer, time.GetUtcNow() - Skew, end < _signer.NotAfter ? end : _signer.NotAfter, serial);
        return new IssuedCertificate(bare.CopyWithPrivateKey(pair), bare.ExportCertificatePem() + "\n", pair.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static X509Extension Names(IReadOnlyList<string> hosts)
    {
        SubjectAlternativeNameBuilder names = new();
        foreach (string host in hosts)
        {
            if (IPAddress.TryParse(host, out IPAddress? address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        return names.Build();
    }

    private bool IsGood(X509Certificate2 present, IReadOnlyList<string> hosts, TimeProvider time) =>
        CertificatePair.IsYoung(present, time.GetUtcNow()) && ChainTrust.IsIssuedBy(present, time.GetUtcNow(), null, _signer) && hosts.All(h => present.MatchesHostname(h, false, false));
}
