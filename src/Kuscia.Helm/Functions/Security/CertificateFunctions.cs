using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Helm.Functions.Encoding;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Functions.Security;

/// <summary>Functions that make keys and certificates. Keys come from the system's generator, times from the clock of the rendering.</summary>
internal static class CertificateFunctions
{
    private const int RsaBits = 2_048;
    private const int PlainRsaBits = 4_096;
    private const int SlowWork = 2_000_000;
    private const int MaxDays = 365_000;

    public static IEnumerable<GoFunction> Rows =>
    [
        new("genPrivateKey", "string", static (c, a) => PrivateKey(c, (string)a[0]!)),
        new("buildCustomCert", "string,string", static (_, a) => Custom((string)a[0]!, (string)a[1]!)),
        new("genCA", "string,int", static (c, a) => Authority(c, a, null)),
        new("genCAWithKey", "string,int,string", static (c, a) => Authority(c, a, (string)a[2]!)),
        new("genSelfSignedCert", "string,list,list,int", static (c, a) => Make(c, a, null, null)),
        new("genSelfSignedCertWithKey", "string,list,list,int,string", static (c, a) => Make(c, a, null, (string)a[4]!)),
        new("genSignedCert", "string,list,list,int,certificate", static (c, a) => Make(c, a, (GoCertificate)a[4]!, null)),
        new("genSignedCertWithKey", "string,list,list,int,certificate,string", static (c, a) => Make(c, a, (GoCertificate)a[4]!, (string)a[5]!)),
    ];

    private static string PrivateKey(FunctionContext context, string type)
    {
        context.Charge(SlowWork);
        switch (type)
        {
            case "" or "rsa":
                using (RSA rsa = RSA.Create(PlainRsaBits))
                {
                    return Pem(rsa.ExportRSAPrivateKeyPem());
                }
            case "ecdsa":
                using (ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                {
                    return Pem(ecdsa.ExportECPrivateKeyPem());
                }
            case "dsa":
                return DsaKey();
            case "ed25519":
                return Ed25519Key(context);
            default:
                return $"Unknown type {type}";
        }
    }

    private static string Pem(string pem) => pem + "\n";

    // Version, parameters, public and private number, as OpenSSL writes them.
    private static string DsaKey()
    {
#pragma warning disable CA5384 // Templates ask for DSA by name.
        using DSA dsa = DSA.Create(2_048);
#pragma warning restore CA5384
        DSAParameters key = dsa.ExportParameters(true);
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            foreach (byte[]? number in new[] { key.P, key.Q, key.G, key.Y, key.X })
            {
                writer.WriteIntegerUnsigned(number);
            }
        }

        return Pem(PemEncoding.WriteString("DSA PRIVATE KEY", writer.Encode()));
    }

    // PKCS #8 holds the seed alone (RFC 8410).
    private static string Ed25519Key(FunctionContext context)
    {
        AsnWriter seed = new(AsnEncodingRules.DER);
        seed.WriteOctetString(RandomSource.Bytes(context, 32));
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.3.101.112");
            }
            writer.WriteOctetString(seed.Encode());
        }

        return Pem(PemEncoding.WriteString("PRIVATE KEY", writer.Encode()));
    }

    private static GoCertificate Custom(string certificate, string key)
    {
        if (!Base64.TryDecode(certificate, out byte[] certificateBytes, out _))
        {
            throw new FunctionException("unable to decode base64 certificate");
        }
        if (!Base64.TryDecode(key, out byte[] keyBytes, out _))
        {
            throw new FunctionException("unable to decode base64 private key");
        }
        GoCertificate custom = new(GoText.FromBytes(certificateBytes), GoText.FromBytes(keyBytes));
        if (!PemEncoding.TryFind(custom.Cert, out _))
        {
            throw new FunctionException("unable to decode certificate");
        }
        using X509Certificate2 parsed = ReadCertificate(custom.Cert);
        if (!PemEncoding.TryFind(custom.Key, out _))
        {
            throw new FunctionException("unable to decode key");
        }
        using AsymmetricAlgorithm parsedKey = ReadKey(custom.Key);
        return custom;
    }

    private static GoCertificate Authority(FunctionContext context, object?[] a, string? keyPem)
    {
        using AsymmetricAlgorithm key = NewKey(context, keyPem);
        CertificateRequest request = Request((string)a[0]!, key, true);
        return Issue(context, request, key, null, (nint)a[1]!);
    }

    private static GoCertificate Make(FunctionContext context, object?[] a, GoCertificate? authority, string? keyPem)
    {
        using AsymmetricAlgorithm key = NewKey(context, keyPem);
        CertificateRequest request = Request((string)a[0]!, key, false);
        SubjectAlternativeNameBuilder names = new();
        bool any = AddAddresses(names, a[1] as List<object?> ?? []) | AddNames(names, a[2] as List<object?> ?? []);
        if (any)
        {
            request.CertificateExtensions.Add(names.Build());
        }
        return Issue(context, request, key, authority, (nint)a[3]!);
    }

    private static AsymmetricAlgorithm NewKey(FunctionContext context, string? pem)
    {
        if (pem is not null)
        {
            return ReadKey(pem);
        }
        context.Charge(SlowWork);
        return RSA.Create(RsaBits);
    }

    private static AsymmetricAlgorithm ReadKey(string pem)
    {
        bool elliptic = pem.Contains("BEGIN EC PRIVATE KEY", StringComparison.Ordinal);
        AsymmetricAlgorithm key = elliptic ? ECDsa.Create() : RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException && !elliptic && pem.Contains("BEGIN PRIVATE KEY", StringComparison.Ordinal))
        {
            key.Dispose();
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new FunctionException("error parsing private key: no RSA or EC key in PEM form", error);
        }

        ECDsa other = ECDsa.Create();
        try
        {
            other.ImportFromPem(pem);
            return other;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            other.Dispose();
            throw new FunctionException("error parsing private key: no RSA or EC key in PEM form", error);
        }
    }

    private static X509Certificate2 ReadCertificate(string pem)
    {
        try
        {
            return X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException error)
        {
            throw new FunctionException($"error parsing certificate: {error.Message}", error);
        }
    }

    private static CertificateRequest Request(string name, AsymmetricAlgorithm key, bool authority)
    {
        X500DistinguishedNameBuilder subject = new();
        subject.AddCommonName(name);
        CertificateRequest request = key is RSA rsa
            ? new CertificateRequest(subject.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject.Build(), (ECDsa)key, HashAlgorithmName.SHA256);
        X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment;
        request.CertificateExtensions.Add(new X509KeyUsageExtension(authority ? usage | X509KeyUsageFlags.KeyCertSign : usage, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
        if (authority)
        {
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        }
        return request;
    }

    private static bool AddAddresses(SubjectAlternativeNameBuilder names, List<object?> addresses)
    {
        foreach (object? address in addresses)
        {
            string text = address as string ?? throw new FunctionException($"error parsing ip: {GoFormat.Show(address)} is not a string");
            names.AddIpAddress(IPAddress.TryParse(text, out IPAddress? parsed) ? parsed : throw new FunctionException($"error parsing ip: {text}"));
        }

        return addresses.Count > 0;
    }

    private static bool AddNames(SubjectAlternativeNameBuilder names, List<object?> texts)
    {
        foreach (object? text in texts)
        {
            names.AddDnsName(text as string ?? throw new FunctionException($"error processing alternate dns name: {GoFormat.Show(text)} is not a string"));
        }
        return texts.Count > 0;
    }

    private static GoCertificate Issue(FunctionContext context, CertificateRequest request, AsymmetricAlgorithm key, GoCertificate? authority, long days)
    {
        DateTimeOffset from = context.Options.Clock.GetUtcNow();
        DateTimeOffset until = from.AddDays(Math.Clamp(days, -MaxDays, MaxDays));
        if (until < from)
        {
            throw new FunctionException($"the certificate would end {-days} days before it begins; give a positive number of days");
        }
        byte[] serial = RandomSource.Bytes(context, 16);
        serial[0] &= 0x7F;
        using AsymmetricAlgorithm? signer = authority is null ? null : ReadKey(authority.Key);
        using X509Certificate2? issuer = authority is null ? null : ReadCertificate(authority.Cert);
        X500DistinguishedName name = issuer?.SubjectName ?? request.SubjectName;
        using X509Certificate2 certificate = request.Create(name, Generator(signer ?? key), from, until, serial);
        return new GoCertificate(Pem(certificate.ExportCertificatePem()), Pem(ExportKey(key)));
    }

    private static X509SignatureGenerator Generator(AsymmetricAlgorithm key) => key is RSA rsa
        ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
        : X509SignatureGenerator.CreateForECDsa((ECDsa)key);

    private static string ExportKey(AsymmetricAlgorithm key) => key is RSA rsa ? rsa.ExportRSAPrivateKeyPem() : ((ECDsa)key).ExportECPrivateKeyPem();
}
