using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;

namespace Kuscia.DataMesh;

/// <summary>Asks the running listener for its health, over mutual TLS as a task would.</summary>
internal static class ReadinessProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Throws unless the listener answers.</summary>
    public static async Task CheckAsync(DataMeshOptions options, DomainIdentity identity, int port, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        // The CA's own pair is a valid client and saves making a key.
        using X509Certificate2 bound = identity.CaCertificate.CopyWithPrivateKey(identity.PrivateKey);
        using X509Certificate2 client = TlsCertificate.Of(bound);
        using SocketsHttpHandler handler = new() { UseProxy = false, SslOptions = ChainTrust.Client(identity.CaCertificate, "datamesh", client) };
        using HttpMessageInvoker invoker = new(handler);
        string host = options.ListenAddress is "0.0.0.0" or "::" ? "127.0.0.1" : options.ListenAddress;
        Uri address = new($"{(options.DisableTls ? "http" : "https")}://{host}:{port}/healthZ");
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent("{}"u8.ToArray()) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await invoker.SendAsync(request, limit.Token);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new ModuleStartException($"DataMesh listens but did not answer POST {address}: {e.Message}", e);
        }
    }
}
