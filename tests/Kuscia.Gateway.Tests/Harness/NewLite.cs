using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Kuscia.Gateway.Tests.Harness;

/// <summary>A node that wants to enrol: its key, and its request made by hand from the documented rules (JWT of RFC 7519 with RS256, PKCS#10 with an extension).</summary>
internal sealed class NewLite(string domain) : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);

    public RSA Key => _key;

    public void Dispose() => _key.Dispose();

    /// <summary>A certificate request with a deploy token.</summary>
    public string SigningRequest(string token, string? commonName = null)
    {
        CertificateRequest request = new($"CN={commonName ?? domain}", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509Extension("1.2.3.4", Encoding.ASCII.GetBytes(token), critical: false));
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(request.CreateSigningRequestPem()));
    }

    /// <summary>The message with its proof.</summary>
    public HttpRequestMessage Request(string csr, RSA? signer = null, string? proven = null, int seconds = 300)
    {
        const long time = 123456789;
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{domain}_{proven ?? csr}_{time}")));
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        JsonObject claims = new()
        {
            ["req_hash"] = new JsonArray([.. hash.Select(b => (JsonNode)(int)b)]),
            ["iss"] = domain,
            ["sub"] = domain,
            ["iat"] = now,
            ["exp"] = now + seconds,
        };
        string signed = $"{Base64Url("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Base64Url(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        byte[] signature = (signer ?? _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        JsonObject body = new() { ["domain_id"] = domain, ["csr"] = csr, ["request_time"] = time };
        HttpRequestMessage message = new(HttpMethod.Post, "/register") { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        message.Headers.Add("jwt-token", $"{signed}.{Base64Url(signature)}");
        message.Headers.Add("Kuscia-Host", "kuscia-handshake.master.svc");
        message.Headers.Add("Kuscia-Source", domain);
        return message;
    }

    private static string Base64Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
