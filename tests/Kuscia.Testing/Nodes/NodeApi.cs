using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Kuscia.Testing.Nodes;

/// <summary>KusciaAPI of a node, called with the node's CA pair and token as the guides do.</summary>
public sealed class NodeApi : IDisposable
{
    private readonly HttpClient _http;

    public NodeApi(NodeProcess node, bool withCertificate = true, string? token = null)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(Path.Combine(node.Certs, "ca.crt")));
        SslClientAuthenticationOptions tls = new() { CertificateChainPolicy = policy };
        if (withCertificate)
        {
            using X509Certificate2 pair = X509Certificate2.CreateFromPemFile(Path.Combine(node.Certs, "ca.crt"), Path.Combine(node.Certs, "ca.key"));
            tls.ClientCertificates = [X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null)];
        }

        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = tls }) { BaseAddress = new Uri($"https://127.0.0.1:{node.Ports[4]}") };
        _http.DefaultRequestHeaders.Add("Token", token ?? File.ReadAllText(Path.Combine(node.Certs, "token")));
    }

    public async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using HttpResponseMessage response = await TryPostAsync(path, body);
        JsonNode answer = JsonNode.Parse(await response.Content.ReadAsStringAsync()) ?? throw new InvalidOperationException("empty answer");
        Assert.True(answer["status"]!["code"]!.GetValue<int>() == 0, answer.ToJsonString());
        return answer;
    }

    public Task<HttpResponseMessage> TryPostAsync(string path, JsonObject body) =>
        _http.PostAsync(path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));

    public void Dispose() => _http.Dispose();
}
