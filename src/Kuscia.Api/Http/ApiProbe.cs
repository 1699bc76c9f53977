using System.Text;
using Kuscia.Hosting.Listeners;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;

namespace Kuscia.Api.Http;

/// <summary>Ready means that a real call through the socket was answered.</summary>
internal static class ApiProbe
{
    public static async Task CheckAsync(WebListener listener, ListenerTls? tls, string? token, DomainIdentity identity, string tokenPath, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { UseProxy = false };
        if (tls is not null)
        {
            handler.SslOptions = ChainTrust.Client(identity.CaCertificate, "localhost", tls.Serving.Certificate);
        }

        using HttpMessageInvoker http = new(handler);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(listener.LocalAddress, "/healthZ"))
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        if (token is not null)
        {
            request.Headers.Add("Token", token);
        }

        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new ModuleStartException($"the health call answered {(int)response.StatusCode}; is {tokenPath} damaged?");
        }
    }
}
