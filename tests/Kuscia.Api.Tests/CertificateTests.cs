using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Kuscia.Api.Tests;

public class CertificateTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Path = "/api/v1/certificate/generate";

    [Theory]
    [InlineData("PKCS#1", "BEGIN RSA PRIVATE KEY")]
    [InlineData("PKCS#8", "BEGIN PRIVATE KEY")]
    public async Task Generated_pair_is_issued_by_the_CA_of_the_node(string type, string frame)
    {
        JsonNode answer = await api.PostAsync(Path, $$$"""{"common_name":"app.example","country":"CN","organization":"o","organization_unit":"u","locality":"l","province":"p","street_address":"s","duration_sec":"3600","key_type":"{{{type}}}"}""");

        string key = Text(answer["key"]!);
        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(Text(answer["cert_chain"]![0]!), key);
        using X509Certificate2 issuer = X509Certificate2.CreateFromPem(Text(answer["cert_chain"]![1]!));
        using X509Chain chain = new() { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(issuer);
        Assert.Contains(frame, key, StringComparison.Ordinal);
        Assert.True(chain.Build(leaf));
        Assert.Equal(api.Identity.CaCertificate.Thumbprint, issuer.Thumbprint);
        foreach (string part in (string[])["CN=app.example", "C=CN", "O=o", "OU=u", "L=l", "S=p"])
        {
            Assert.Contains(part, leaf.Subject, StringComparison.Ordinal);
        }

        Assert.InRange(leaf.NotAfter - leaf.NotBefore, TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(70));
        Assert.True(leaf.MatchesHostname("app.example"));
        using RSA? rsa = leaf.GetRSAPrivateKey();
        Assert.Equal(2048, rsa?.KeySize);
    }

    [Theory]
    [InlineData("{}", "common name")]
    [InlineData("""{"common_name":"a","country":"China"}""", "country")]
    [InlineData("""{"common_name":"a","duration_sec":-5}""", "duration")]
    [InlineData("""{"common_name":"a","key_type":"PKCS#12"}""", "key type")]
    public async Task Faulty_request_is_2000(string body, string named)
    {
        (int code, string message) = await api.OutcomeAsync(Path, body);

        Assert.Equal(2000, code);
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    private static string Text(JsonNode base64) => Encoding.ASCII.GetString(Convert.FromBase64String(base64.GetValue<string>()));
}
