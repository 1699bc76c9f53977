using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Certificates;
using Kuscia.ApiServer.Server;
using Kuscia.Hosting.Logs;
using Kuscia.Model.Descriptors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.ApiServer.Tests.Support;

/// <summary>A whole API server on a free port with a store in a temporary folder.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly bool _ownsFolder;

    private TestServer(ApiServerModule module, string folder, bool ownsFolder)
    {
        Module = module;
        Folder = folder;
        _ownsFolder = ownsFolder;
        Admin = Http(X509CertificateLoader.LoadPkcs12(AdminCertificate().Export(X509ContentType.Pkcs12), null));
        Anonymous = Http(null);
    }

    public ApiServerModule Module { get; }
    public string Folder { get; }
    public HttpClient Admin { get; }
    public HttpClient Anonymous { get; }

    public static async Task<TestServer> StartAsync(
        IPodLogSource? logs = null, string? folder = null, bool durable = false, bool collectsNamespaces = true, Func<ApiServerOptions, ApiServerOptions>? adapt = null,
        ILoggerFactory? log = null)
    {
        string root = folder ?? Directory.CreateTempSubdirectory("apiserver-").FullName;
        ApiServerOptions options = new()
        {
            Address = "127.0.0.1",
            Port = 0,
            DatabasePath = Path.Combine(root, "db", "state.db"),
            TlsDirectory = Path.Combine(root, "tls"),
            KubeconfigPath = Path.Combine(root, "kubeconfig"),
            Durable = durable,
        };
        KindCatalog catalog = BuiltInKinds.CreateCatalog();
        ApiServerParts parts = ApiServerParts.For(catalog, TimeProvider.System) with { CollectsNamespaces = collectsNamespaces };
        ApiServerModule module = new(adapt?.Invoke(options) ?? options, catalog, parts, logs, TimeProvider.System, log ?? NullLoggerFactory.Instance);
        await module.StartAsync(CancellationToken.None);
        return new TestServer(module, root, folder is null);
    }

    /// <summary>A client that presents a certificate of the server's client authority.</summary>
    public HttpClient As(string user, params string[] groups)
    {
        using CertificateAuthority authority = CertificateAuthority.Open(Path.Combine(Folder, "tls"), "client-ca", "kuscia-client-ca", TimeProvider.System);
        string subject = string.Join(", ", groups.Select(g => $"O={g}").Append($"CN={user}"));
        using X509Certificate2 issued = authority.Obtain(Path.Combine(Folder, "tls"), $"client-{user}", new X500DistinguishedName(subject), [], TimeProvider.System);
        return Http(X509CertificateLoader.LoadPkcs12(issued.Export(X509ContentType.Pkcs12), null));
    }

    /// <summary>A client of a user who may do everything in one namespace, which is made.</summary>
    public async Task<HttpClient> PartnerAsync(string @namespace, string user = "partner")
    {
        const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
        await Admin.SendJsonAsync("POST", "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{@namespace}}}"}}""");
        await Admin.SendJsonAsync("POST", $"{Rbac}/namespaces/{@namespace}/roles", """{"metadata":{"name":"all"},"rules":[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]}""");
        await Admin.SendJsonAsync("POST", $"{Rbac}/namespaces/{@namespace}/rolebindings",
            $$$"""{"metadata":{"name":"all"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"all"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{{user}}}"}]}""");
        return As(user);
    }

    /// <summary>A client that sends a bearer token.</summary>
    public HttpClient WithToken(string token)
    {
        HttpClient http = Http(null);
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
        return http;
    }

    public HttpClient Http(X509Certificate2? certificate)
    {
        SocketsHttpHandler handler = new() { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { Module.ServerCaCertificate },
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        return new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{Module.Port}"), Timeout = TimeSpan.FromSeconds(30) };
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Anonymous.Dispose();
        await Module.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>The certificate of system:masters.</summary>
    public X509Certificate2 AdminCertificate() => X509Certificate2.CreateFromPemFile(Path.Combine(Folder, "tls", "client-admin.crt"), Path.Combine(Folder, "tls", "client-admin.key"));
}

/// <summary>Short forms of HTTP calls with JSON.</summary>
internal static class HttpCalls
{
    public static async Task<(HttpStatusCode Status, JsonObject Body)> SendJsonAsync(
        this HttpClient http, string method, string path, string? body = null, string contentType = "application/json", string accept = "application/json")
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using HttpResponseMessage answer = await http.SendAsync(request);
        byte[] content = await answer.Content.ReadAsByteArrayAsync();
        return (answer.StatusCode, content.Length > 0 && content[0] == '{' ? JsonText.ParseObject(content) : new JsonObject { ["text"] = Encoding.UTF8.GetString(content) });
    }

    public static Task<(HttpStatusCode Status, JsonObject Body)> GetJsonAsync(this HttpClient http, string path) => http.SendJsonAsync("GET", path);
}
