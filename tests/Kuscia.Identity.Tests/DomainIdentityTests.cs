using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kuscia.Identity.Tests;

public sealed class DomainIdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-identity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Certificates_follow_the_documented_template_and_are_reused()
    {
        string key = RsaKeys.Generate();
        using DomainIdentity first = DomainIdentity.Load("alice", key, _folder, TimeProvider.System);
        using DomainIdentity second = DomainIdentity.Load("alice", key, _folder, TimeProvider.System);

        Assert.Equal("CN=alice", first.DomainCertificate.Subject);
        Assert.Equal("01", first.CaCertificate.SerialNumber);
        Assert.Equal(first.DomainCertificate.Thumbprint, second.DomainCertificate.Thumbprint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "domain.key")));
    }

    [Fact]
    public void Public_key_text_is_base64_of_pkcs1_pem_with_64_columns_and_a_newline()
    {
        using DomainIdentity identity = DomainIdentity.Load("alice", RsaKeys.Generate(), _folder, TimeProvider.System);

        string pem = Encoding.ASCII.GetString(Convert.FromBase64String(identity.PublicKeyPemBase64));

        Assert.StartsWith("-----BEGIN RSA PUBLIC KEY-----\n", pem, StringComparison.Ordinal);
        Assert.EndsWith("-----END RSA PUBLIC KEY-----\n", pem, StringComparison.Ordinal);
        Assert.All(pem.Split('\n'), l => Assert.True(l.Length <= 64));
    }

    [Fact]
    public void Certificate_of_another_key_is_refused_with_the_cure()
    {
        DomainIdentity.Load("alice", RsaKeys.Generate(), _folder, TimeProvider.System).Dispose();

        IdentityException failure = Assert.Throws<IdentityException>(() => DomainIdentity.Load("alice", RsaKeys.Generate(), _folder, TimeProvider.System));

        Assert.Contains("ca.crt does not belong to domainKeyData", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Expired_certificate_is_refused_with_its_date()
    {
        string key = RsaKeys.Generate();
        DomainIdentity.Load("alice", key, _folder, TimeProvider.System).Dispose();

        IdentityException failure = Assert.Throws<IdentityException>(() => DomainIdentity.Load("alice", key, _folder, new Later()));

        Assert.Contains("expired on", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Issued_certificate_chains_to_the_ca_and_carries_its_names()
    {
        using DomainIdentity identity = DomainIdentity.Load("alice", RsaKeys.Generate(), _folder, TimeProvider.System);

        IssuedCertificate issued = identity.Issue(new CertificateRequestSpec { CommonName = "DataMesh", DnsNames = ["datamesh"], IpAddresses = [IPAddress.Loopback], Server = true });

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(identity.CaCertificate);
        Assert.True(chain.Build(issued.Certificate), string.Join(' ', chain.ChainStatus.Select(s => s.StatusInformation)));
        Assert.True(issued.Certificate.MatchesHostname("datamesh"));
        Assert.True(issued.Certificate.MatchesHostname("127.0.0.1"));
        Assert.True(issued.Certificate.HasPrivateKey);
    }

    [Fact]
    public void Cipher_of_secrets_round_trips_and_notices_damage()
    {
        using RSA key = RsaKeys.Parse(RsaKeys.Generate());
        byte[] secret = RandomNumberGenerator.GetBytes(1000);

        string cipher = DomainCipher.Encrypt(key, secret);

        Assert.Equal(secret, DomainCipher.Decrypt(key, cipher));
        Assert.Throws<CryptographicException>(() => DomainCipher.Decrypt(key, cipher[4..]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("aGVsbG8=")]
    public void Faulty_key_is_refused_without_repeating_it(string key)
    {
        IdentityException failure = Assert.Throws<IdentityException>(() => RsaKeys.Parse(key));

        Assert.Contains("domainKeyData must be", failure.Message, StringComparison.Ordinal);
    }

    private sealed class Later : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddYears(60);
    }
}
