using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Identity;

namespace Kuscia.Node.Demo;

/// <summary>Calls KusciaAPI of a node as the guides' curl lines do: mutual TLS with the node's CA pair, and the token.</summary>
internal sealed class DemoApi : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly DemoNode _node;

    public DemoApi(DemoNode node)
    {
        _node = node;
        string certs = Path.Combine(node.Root, "var", "certs");
        using X509Certificate2 pair = X509Certificate2.CreateFromPemFile(Path.Combine(certs, "ca.crt"), Path.Combine(certs, "ca.key"));
        X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(certs, "ca.crt"));
        SocketsHttpHandler handler = new()
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [TlsCertificate.Of(pair)],
                CertificateChainPolicy = ChainTrust.PolicyOf(authority),
            },
        };
        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Posts a body and returns the data of the answer; throws when the status code of the envelope is not 0.</summary>
    public async Task<JsonNode?> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"https://127.0.0.1:{_node.Ports.KusciaApi}{path}")
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Token", await File.ReadAllTextAsync(Path.Combine(_node.Root, "var", "certs", "token"), cancellationToken));
        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
        JsonNode? answer = response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken)) : null;
        if (answer?["status"]?["code"]?.GetValue<int>() is not 0)
        {
            throw new DemoException($"{path} on {_node.Domain} answered {(int)response.StatusCode} {answer?["status"]?["message"]}", _node.LogFile);
        }

        return answer["data"];
    }

    public void Dispose() => _http.Dispose();
}
