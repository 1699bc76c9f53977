using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Identity;
using Kuscia.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.DataMesh.Tests;

/// <summary>A running DataMesh over a store in memory.</summary>
public sealed class MeshWorld : IAsyncDisposable
{
    public const string Domain = "alice";
    private static readonly Lazy<string> Key = new(RsaKeys.Generate);

    private readonly Lazy<X509Certificate2> _certificate;

    private MeshWorld(bool tls)
    {
        _certificate = new Lazy<X509Certificate2>(() => Identity!.Issue(new CertificateRequestSpec { CommonName = "task", Client = true }).Certificate);
        Root = Directory.CreateTempSubdirectory("kuscia-mesh-").FullName;
        Identity = DomainIdentity.Load(Domain, Key.Value, Certs, TimeProvider.System);
        Client = new MemoryResourceClient(TimeProvider.System);
        DataMeshOptions options = new()
        {
            DomainId = Domain,
            RootDirectory = Root,
            ListenAddress = "127.0.0.1",
            HttpPort = 0,
            GrpcPort = 0,
            DisableTls = !tls,
            DefaultSourceRetry = TimeSpan.FromMilliseconds(50),
        };
        Module = new DataMeshModule(options, Client, Identity, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public string Root { get; }

    public string Certs => Path.Combine(Root, "var", "certs");

    public DomainIdentity Identity { get; }

    public MemoryResourceClient Client { get; }

    public DataMeshModule Module { get; }

    public static async Task<MeshWorld> StartAsync(bool tls = true, bool reachable = true)
    {
        MeshWorld world = new(tls);
        world.Client.Unreachable = !reachable;
        await world.Module.StartAsync(CancellationToken.None);
        return world;
    }

    /// <summary>A call with a certificate of the node's CA that is no pod's.</summary>
    public async Task<JsonObject> CallAsync(string path, string body)
    {
        using HttpResponseMessage response = await SendAsync(path, body, _certificate.Value);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    /// <summary>A call with the certificate that the agent gives to a pod.</summary>
    public async Task<JsonObject> CallAsPodAsync(string pod, string path, string body)
    {
        using X509Certificate2 certificate = Identity.Issue(new CertificateRequestSpec { CommonName = pod, OrganizationalUnit = "external", Client = true }).Certificate;
        using HttpResponseMessage response = await SendAsync(path, body, certificate);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    public async Task<HttpResponseMessage> SendAsync(string path, string body, X509Certificate2? certificate)
    {
        SocketsHttpHandler handler = new() { UseProxy = false };
        handler.SslOptions.ClientCertificates = certificate is null ? null : [certificate];
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(Identity.CaCertificate);
        using HttpClient http = new(handler);
        return await http.PostAsync(new Uri($"https://127.0.0.1:{Module.Port}{path}"), new StringContent(body, Encoding.UTF8, "application/json"));
    }

    public async ValueTask DisposeAsync()
    {
        await Module.DisposeAsync();
        Identity.Dispose();
        Client.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
