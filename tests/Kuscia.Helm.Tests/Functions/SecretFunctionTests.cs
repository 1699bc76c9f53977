using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Helm.Functions;
using Kuscia.Helm.Functions.Security;
using Kuscia.Helm.GoValues;
using Kuscia.Helm.Templates;

namespace Kuscia.Helm.Tests.Functions;

/// <summary>Functions whose result is random or depends on the clock, checked by what must hold for every result.</summary>
public sealed class SecretFunctionTests
{
    private static readonly DateTimeOffset Now = new(2024, 3, 5, 16, 7, 9, TimeSpan.Zero);

    [Fact]
    public void Bcrypt_gives_the_published_hash()
    {
        // The salt CCCCCCCCCCCCCCCCCCCCC. in bcrypt's alphabet: 000100 again and again.
        byte[] salt = [.. Enumerable.Range(0, 16).Select(i => (byte)(i % 3 == 0 ? 0x10 : i % 3 == 1 ? 0x41 : 0x04))];

        Assert.Equal("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", Bcrypt.Hash("U*U"u8.ToArray(), salt, 5));
    }

    [Fact]
    public void Scrypt_gives_the_key_of_rfc_7914()
    {
        byte[] key = Scrypt.DeriveKey("password"u8.ToArray(), "NaCl"u8.ToArray(), 1024, 8, 16, 64);

        Assert.StartsWith("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162", Convert.ToHexStringLower(key), StringComparison.Ordinal);
    }

    [Fact]
    public void Random_functions_take_their_bytes_from_the_caller()
    {
        const string template = "{{ randAlphaNum 8 }} {{ uuidv4 }} {{ randInt 5 9 }} {{ shuffle \"abcd\" }} {{ randBytes 3 }}";

        Assert.Equal(Render(template, seed: 1), Render(template, seed: 1));
        Assert.NotEqual(Render(template, seed: 1), Render(template, seed: 2));
    }

    [Theory]
    [InlineData("{{ now | date \"2006-01-02 15:04:05\" }}", "2024-03-05 16:07:09")]
    [InlineData("{{ now }}", "2024-03-05 16:07:09 +0000 UTC")]
    [InlineData("{{ now.Year }} {{ now.Month }} {{ now.Weekday }}", "2024 March Tuesday")]
    [InlineData("{{ ago (toDate \"2006-01-02\" \"2024-03-05\") }}", "16h7m9s")]
    [InlineData("{{ now | dateModify \"-1.5h\" | htmlDate }}", "2024-03-05")]
    [InlineData("{{ date_in_zone \"15:04 MST\" now \"America/New_York\" }}", "11:07 EST")]
    [InlineData("{{ unixEpoch now }}", "1709654829")]
    public void Dates_come_from_the_clock_of_the_caller(string template, string expected) => Assert.Equal(expected, Render(template));

    [Fact]
    public void A_signed_certificate_is_accepted_by_its_authority()
    {
        const string template = "{{ $ca := genCA \"root\" 365 }}{{ $c := genSignedCert \"svc\" (list \"10.0.0.1\") (list \"svc.ns\" \"svc\") 30 $ca }}{{ $ca.Cert }}===={{ $c.Cert }}===={{ $c.Key }}";

        string[] parts = Render(template).Split("====");
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(parts[0]);
        using X509Certificate2 certificate = X509Certificate2.CreateFromPem(parts[1], parts[2]);
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = Now.AddDays(1).LocalDateTime;

        Assert.True(chain.Build(certificate), string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation)));
        Assert.True(certificate.HasPrivateKey);
        Assert.Equal(Now.AddDays(30), certificate.NotAfter.ToUniversalTime());
        Assert.True(certificate.MatchesHostname("svc.ns"));
    }

    [Theory]
    [InlineData("{{ genPrivateKey \"ecdsa\" }}", "EC PRIVATE KEY")]
    [InlineData("{{ genPrivateKey \"ed25519\" }}", "PRIVATE KEY")]
    public void Private_keys_have_the_form_of_their_kind(string template, string label)
    {
        string pem = Render(template);

        Assert.Equal(label, pem[PemEncoding.Find(pem).Label]);
    }

    [Fact]
    public void A_self_signed_certificate_can_be_made_of_a_given_key()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        string result = Render("{{ (genSelfSignedCertWithKey \"me\" nil (list \"h\") 10 .key).Key }}", new ValueMap { ["key"] = key.ExportECPrivateKeyPem() });

        Assert.Equal(key.ExportECPrivateKeyPem() + "\n", result);
    }

    [Fact]
    public void Looking_up_hosts_needs_the_callers_leave() => Assert.Equal("[]", Render("[{{ getHostByName \"example.com\" }}]"));

    private static string Render(string template, ValueMap? data = null, int seed = 7)
    {
        Random random = new(seed);
        RenderOptions options = new() { Clock = new FixedClock(), Random = memory => random.NextBytes(memory.Span) };
        TemplateSet set = new(FunctionTable.Helm);
        set.Add("t", template);
        return set.Render("t", data ?? [], options, CancellationToken.None);
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
