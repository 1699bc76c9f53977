using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Runtime.Certificates;
using Kuscia.Runtime.Modules;

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
        using X509Certificate2 client = X509CertificateLoader.LoadPkcs12(bound.Export(X509ContentType.Pkcs12), null);
        using SocketsHttpHandler handler = new() { UseProxy = false, SslOptions = TlsOptions(identity, client) };
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

    private static SslClientAuthenticationOptions TlsOptions(DomainIdentity identity, X509Certificate2 client) => new()
    {
        TargetHost = "datamesh",
        ClientCertificates = [client],
        RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && certificate is X509Certificate2 server && IsIssued(server, identity),
    };

    private static bool IsIssued(X509Certificate2 server, DomainIdentity identity)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(identity.CaCertificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(server);
    }
}
