using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Runtime.Certificates;
using Kuscia.Testing.Clients;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Api.Tests;

/// <summary>The real module over mutual TLS on a free port, over a store in memory.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private readonly string _certs = Directory.CreateTempSubdirectory("kuscia-api-").FullName;
    private readonly DomainIdentity _identity;
    private readonly KusciaApiModule _module;

    public ApiFixture()
    {
        _identity = DomainIdentity.Load("alice", RsaKeys.Generate(), _certs, TimeProvider.System);
        KusciaApiOptions options = new() { DomainId = "alice", Address = IPAddress.Loopback, Port = 0, CertsDirectory = _certs };
        _module = new KusciaApiModule(options, Store, _identity, TimeProvider.System, NullLoggerFactory.Instance);
    }

    internal MemoryResourceClient Store { get; } = new(TimeProvider.System);

    public string Token => File.ReadAllText(Path.Combine(_certs, "token"));

    public string CertsDirectory => _certs;

    public Task InitializeAsync() => _module.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _module.DisposeAsync();
        _identity.Dispose();
        Store.Dispose();
        Directory.Delete(_certs, recursive: true);
    }

    public HttpClient CreateClient(bool withCertificate = true, string? token = null)
    {
        X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_identity.CaCertificate);
        SslClientAuthenticationOptions tls = new() { CertificateChainPolicy = policy };
        if (withCertificate)
        {
            using X509Certificate2 pair = X509Certificate2.CreateFromPemFile(Path.Combine(_certs, "ca.crt"), Path.Combine(_certs, "ca.key"));
            tls.ClientCertificates = [X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null)];
        }

        HttpClient client = new(new SocketsHttpHandler { UseProxy = false, SslOptions = tls }) { BaseAddress = new Uri(_module.Address ?? "") };
        client.DefaultRequestHeaders.Add("Token", token ?? Token);
        return client;
    }

    public async Task<JsonNode> PostAsync(string path, string body)
    {
        using HttpClient client = CreateClient();
        using HttpResponseMessage response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync()) ?? throw new InvalidOperationException("empty answer");
    }
}
