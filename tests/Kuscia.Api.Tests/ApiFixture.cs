using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using Kuscia.Identity;
using Kuscia.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Api.Tests;

/// <summary>The real module over mutual TLS on a free port, over a store in memory.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private static readonly Lazy<string> Key = new(RsaKeys.Generate);

    private readonly string _root = Directory.CreateTempSubdirectory("kuscia-api-").FullName;
    private readonly KusciaApiModule _module;
    private readonly Lazy<HttpClient> _client;

    public ApiFixture()
        : this(options => options)
    {
    }

    internal ApiFixture(Func<KusciaApiOptions, KusciaApiOptions> change, IReadOnlyDictionary<string, string>? certificates = null)
    {
        Directory.CreateDirectory(CertsDirectory);
        foreach ((string name, string text) in certificates ?? new Dictionary<string, string>())
        {
            KeyFiles.Write(Path.Combine(CertsDirectory, name), text);
        }

        Identity = DomainIdentity.Load("alice", Key.Value, CertsDirectory, TimeProvider.System);
        Options = change(new KusciaApiOptions
        {
            DomainId = "alice",
            Address = IPAddress.Loopback,
            Port = 0,
            InternalPort = 0,
            GrpcPort = 0,
            CertsDirectory = CertsDirectory,
            LogPath = LogPath,
        });
        _module = new KusciaApiModule(Options, Store, Identity, Logs, TimeProvider.System, NullLoggerFactory.Instance);
        _client = new Lazy<HttpClient>(() => CreateClient());
    }

    public string CertsDirectory => Path.Combine(_root, "certs");

    public string LogPath => Path.Combine(_root, "logs", "kusciaapi.log");

    public string Token => File.ReadAllText(Path.Combine(CertsDirectory, "token"));

    internal KusciaApiOptions Options { get; }

    internal DomainIdentity Identity { get; }

    internal MemoryResourceClient Store { get; } = new(TimeProvider.System);

    internal FakePodLogs Logs { get; } = new();

    internal string InternalAddress => _module.InternalAddress ?? throw new InvalidOperationException("no internal listener");

    public Task InitializeAsync() => _module.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        await _module.DisposeAsync();
        Identity.Dispose();
        Store.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    /// <summary>Stops the server and returns its request log.</summary>
    internal async Task<string> EndAndReadLogAsync()
    {
        await _module.DisposeAsync();
        return await File.ReadAllTextAsync(LogPath);
    }

    public HttpClient CreateClient(bool withCertificate = true, string? token = null, bool followsRedirects = true)
    {
        HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = followsRedirects, SslOptions = TlsOptions(withCertificate) }) { BaseAddress = new Uri(_module.Address ?? ""), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Add("Token", token ?? Token);
        return client;
    }

    private SslClientAuthenticationOptions TlsOptions(bool withCertificate)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(Identity.CaCertificate);
        SslClientAuthenticationOptions tls = new() { CertificateChainPolicy = policy };
        if (withCertificate)
        {
            using X509Certificate2 pair = X509Certificate2.CreateFromPemFile(Path.Combine(CertsDirectory, "ca.crt"), Path.Combine(CertsDirectory, "ca.key"));
            tls.ClientCertificates = [X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null)];
        }

        return tls;
    }

    /// <summary>A channel to the gRPC port.</summary>
    internal GrpcChannel CreateChannel(bool withCertificate = true) => GrpcChannel.ForAddress(
        _module.GrpcAddress ?? throw new InvalidOperationException("no gRPC listener"),
        new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { UseProxy = false, SslOptions = TlsOptions(withCertificate) } });

    internal Metadata TokenMetadata() => new() { { "token", Token } };

    public async Task<JsonNode> PostAsync(string path, string body)
    {
        using HttpResponseMessage response = await _client.Value.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync()) ?? throw new InvalidOperationException("empty answer");
    }

    /// <summary>Code and message of the answer.</summary>
    internal async Task<(int Code, string Message)> OutcomeAsync(string path, string body)
    {
        JsonNode status = (await PostAsync(path, body))["status"]!;
        return (status["code"]!.GetValue<int>(), status["message"]!.GetValue<string>());
    }

    /// <summary>A call behind the gateway, as a domain.</summary>
    internal async Task<(HttpStatusCode Status, JsonNode? Answer)> PostAsDomainAsync(string? domain, string path, string body)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(InternalAddress) };
        if (domain is not null)
        {
            client.DefaultRequestHeaders.Add("Kuscia-Source", domain);
        }

        using HttpResponseMessage response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        string text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }
}
