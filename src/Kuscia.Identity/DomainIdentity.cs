using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kuscia.Identity;

/// <summary>
/// The domain's RSA key, which is also the key of the node's CA (wire contract of the originals), and the certificates made from it.
/// Thread-safe. Key files are mode 0600.
/// </summary>
public sealed class DomainIdentity : IDisposable
{
    private static readonly TimeSpan CaValidity = TimeSpan.FromDays(50 * 365);

    private readonly TimeProvider _time;

    private DomainIdentity(string domainId, RSA privateKey, X509Certificate2 ca, X509Certificate2 domain, TimeProvider time)
    {
        DomainId = domainId;
        PrivateKey = privateKey;
        CaCertificate = ca;
        DomainCertificate = domain;
        PublicKeyPemBase64 = PublicKeyText(privateKey);
        _time = time;
    }

    /// <summary>The domain this key belongs to.</summary>
    public string DomainId { get; }

    /// <summary>The domain key.</summary>
    public RSA PrivateKey { get; }

    /// <summary>Self-signed CA certificate, without private key.</summary>
    public X509Certificate2 CaCertificate { get; }

    /// <summary>The certificate that partners register, without private key.</summary>
    public X509Certificate2 DomainCertificate { get; }

    /// <summary>Base64 of the PKCS#1 PEM block <c>RSA PUBLIC KEY</c> with a trailing newline: the text that handshakes compare.</summary>
    public string PublicKeyPemBase64 { get; }

    /// <summary>Loads the identity from the certificates folder, creating what is missing from the configured key.</summary>
    /// <param name="domainId">The domain.</param>
    /// <param name="domainKeyData">Base64 of a PEM RSA private key, PKCS#1 or PKCS#8.</param>
    /// <param name="certsDirectory">Folder of ca.key, ca.crt, domain.key and domain.crt.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="IdentityException">The key cannot be read, or a certificate in the folder is of another key or expired.</exception>
    public static DomainIdentity Load(string domainId, string domainKeyData, string certsDirectory, TimeProvider time)
    {
        RSA key = RsaKeys.Parse(domainKeyData);
        Directory.CreateDirectory(certsDirectory);
        string pem = key.ExportRSAPrivateKeyPem() + "\n";
        KeyFiles.WriteIfAbsent(Path.Combine(certsDirectory, "ca.key"), pem);
        KeyFiles.WriteIfAbsent(Path.Combine(certsDirectory, "domain.key"), pem);
        X509Certificate2 ca = LoadOrCreate(Path.Combine(certsDirectory, "ca.crt"), domainId, key, time);
        X509Certificate2 domain = LoadOrCreate(Path.Combine(certsDirectory, "domain.crt"), domainId, key, time);
        return new DomainIdentity(domainId, key, ca, domain, time);
    }

    /// <summary>Issues a certificate with a fresh RSA-2048 key.</summary>
    public IssuedCertificate Issue(CertificateRequestSpec spec)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new(SubjectOf(spec), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 bare = Sign(request, spec, X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment);
        using X509Certificate2 bound = bare.CopyWithPrivateKey(key);
        return new IssuedCertificate(TlsCertificate.Of(bound), bare.ExportCertificatePem() + "\n", key.ExportRSAPrivateKeyPem() + "\n");
    }

    /// <summary>Issues a certificate for a key that exists; returns its PEM text.</summary>
    public string Sign(CertificateRequestSpec spec, ECDsa key)
    {
        CertificateRequest request = new(SubjectOf(spec), key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = Sign(request, spec, X509KeyUsageFlags.DigitalSignature);
        return certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>Issues the certificate of a domain for its own RSA key; returns its PEM text. Nothing else of a request of that domain is taken over.</summary>
    /// <param name="domainId">The domain, which becomes the subject.</param>
    /// <param name="key">Its public key.</param>
    /// <param name="validity">From now on.</param>
    public string Certify(string domainId, RSA key, TimeSpan validity)
    {
        CertificateRequestSpec spec = new() { CommonName = domainId, Server = true, Client = true, Validity = validity };
        CertificateRequest request = new(SubjectOf(spec), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = Sign(request, spec, X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign);
        return certificate.ExportCertificatePem() + "\n";
    }

    private X509Certificate2 Sign(CertificateRequest request, CertificateRequestSpec spec, X509KeyUsageFlags usage)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(UsagesOf(spec), false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        AddNames(request, spec);

        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset end = now + spec.Validity;
        DateTimeOffset caEnd = new(CaCertificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        X509SignatureGenerator signer = X509SignatureGenerator.CreateForRSA(PrivateKey, RSASignaturePadding.Pkcs1);
        return request.Create(CaCertificate.SubjectName, signer, now.AddMinutes(-5), end < caEnd ? end : caEnd, SerialNumber());
    }

    /// <summary>The text form of a public key that routes and handshakes use.</summary>
    public static string PublicKeyText(RSA key) => Convert.ToBase64String(Encoding.ASCII.GetBytes(key.ExportRSAPublicKeyPem() + "\n"));

    /// <inheritdoc/>
    public void Dispose()
    {
        PrivateKey.Dispose();
        CaCertificate.Dispose();
        DomainCertificate.Dispose();
    }

    private static X509Certificate2 LoadOrCreate(string path, string domainId, RSA key, TimeProvider time)
    {
        if (!File.Exists(path))
        {
            using X509Certificate2 created = SelfSigned(domainId, key, time);
            File.WriteAllText(path, created.ExportCertificatePem() + "\n");
        }

        X509Certificate2 certificate = ReadCertificate(path);
        using RSA? publicKey = certificate.GetRSAPublicKey();
        if (publicKey is null || !publicKey.ExportRSAPublicKey().AsSpan().SequenceEqual(key.ExportRSAPublicKey()))
        {
            throw new IdentityException($"{path} does not belong to domainKeyData; remove the file (it is made again from the key) or restore the key it was made from");
        }

        if (certificate.NotAfter.ToUniversalTime() <= time.GetUtcNow().UtcDateTime)
        {
            throw new IdentityException($"{path} expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}; remove the file (it is made again from the key) and give the new one to the partners");
        }

        return certificate;
    }

    private static X509Certificate2 ReadCertificate(string path)
    {
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(path));
        }
        catch (CryptographicException e)
        {
            throw new IdentityException($"{path} is not a PEM certificate; remove the file, it is made again from domainKeyData", e);
        }
    }

    // Template of the originals: CN = domain, serial 1, CA, client and server use, 50 years.
    private static X509Certificate2 SelfSigned(string domainId, RSA key, TimeProvider time)
    {
        CertificateRequest request = new($"CN={domainId}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2"), new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = time.GetUtcNow();
        return request.Create(request.SubjectName, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), now.AddMinutes(-5), now + CaValidity, [1]);
    }

    private static X500DistinguishedName SubjectOf(CertificateRequestSpec spec)
    {
        X500DistinguishedNameBuilder name = new();
        Add(spec.Country, country => name.AddCountryOrRegion(country));
        Add(spec.Province, name.AddStateOrProvinceName);
        Add(spec.Locality, name.AddLocalityName);
        Add(spec.StreetAddress, street => name.Add("2.5.4.9", street));
        Add(spec.Organization, name.AddOrganizationName);
        Add(spec.OrganizationalUnit, name.AddOrganizationalUnitName);
        name.AddCommonName(spec.CommonName);
        return name.Build();
    }

    private static void Add(string? part, Action<string> add)
    {
        if (part is not null)
        {
            add(part);
        }
    }

    private static OidCollection UsagesOf(CertificateRequestSpec spec)
    {
        OidCollection usages = [];
        if (spec.Server)
        {
            usages.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        }

        if (spec.Client)
        {
            usages.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        }

        return usages;
    }

    private static void AddNames(CertificateRequest request, CertificateRequestSpec spec)
    {
        if (spec.DnsNames.Count == 0 && spec.IpAddresses.Count == 0)
        {
            return;
        }

        SubjectAlternativeNameBuilder names = new();
        foreach (string dns in spec.DnsNames)
        {
            names.AddDnsName(dns);
        }

        foreach (System.Net.IPAddress address in spec.IpAddresses)
        {
            names.AddIpAddress(address);
        }

        request.CertificateExtensions.Add(names.Build());
    }

    private static byte[] SerialNumber()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        return serial;
    }
}
