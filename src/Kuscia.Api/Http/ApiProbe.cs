using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Modules;

namespace Kuscia.Api.Http;

/// <summary>Ready means that a real call through the socket was answered.</summary>
internal static class ApiProbe
{
    public static async Task CheckAsync(ApiListener listener, string? token, DomainIdentity identity, string tokenPath, CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { UseProxy = false };
        if (listener.Certificate is { } certificate)
        {
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [certificate],
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
                TargetHost = "localhost",
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(identity.CaCertificate);
        }

        using HttpMessageInvoker http = new(handler);
        using HttpRequestMessage request = new(HttpMethod.Post, $"{(listener.UsesTls ? "https" : "http")}://{listener.LocalAddress}:{listener.Port}/healthZ")
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
