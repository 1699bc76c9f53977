using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Tests.Support;
using Kuscia.Hosting.Modules;

namespace Kuscia.ApiServer.Tests;

/// <summary>Instances on one store are one API: what one of them signed is good at the others.</summary>
public sealed class SharedKeysTests : IAsyncLifetime
{
    private readonly RSA _domainKey = RSA.Create(2048);
    private TestServer _one = null!; // Set by InitializeAsync.
    private TestServer _other = null!;

    public async Task InitializeAsync()
    {
        _one = await TestServer.StartAsync(adapt: o => o with { DomainKey = _domainKey });
        _other = await OnTheSameStoreAsync(_domainKey);
    }

    public async Task DisposeAsync()
    {
        await _other.DisposeAsync();
        await _one.DisposeAsync();
        _domainKey.Dispose();
    }

    [Fact]
    public async Task Token_of_one_instance_opens_the_other()
    {
        await _one.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"visitor"}}""");
        (_, JsonObject answer) = await _one.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/serviceaccounts/visitor/token", """{"spec":{}}""");
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/namespaces/default/pods");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", answer["status"]!["token"]!.ToString());

        using HttpResponseMessage response = await _other.Anonymous.SendAsync(request);

        // Known, but without rights; a stranger's token is 401.
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("system:serviceaccount:default:visitor", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_of_one_instance_are_trusted_by_the_other()
    {
        using HttpClient administratorOfOne = new(Handler(ClientOf(_one))) { BaseAddress = _other.Admin.BaseAddress };

        using HttpResponseMessage response = await administratorOfOne.GetAsync(new Uri("/api/v1/nodes", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(_one.Module.ServerCaCertificate.RawData, _other.Module.ServerCaCertificate.RawData);
    }

    [Fact]
    public async Task Keys_lie_sealed_in_the_store_and_outside_of_what_the_api_shows()
    {
        byte[] store = await File.ReadAllBytesAsync(Path.Combine(_one.Folder, "db", "state.db-wal"));
        string key = await File.ReadAllTextAsync(Path.Combine(_one.Folder, "tls", "service.key"));

        Assert.True(store.AsSpan().IndexOf("/kuscia/api-keys"u8) > 0);
        Assert.True(store.AsSpan().IndexOf(Encoding.ASCII.GetBytes(key.Split('\n')[1])) < 0);
        Assert.Equal(key, await File.ReadAllTextAsync(Path.Combine(_other.Folder, "tls", "service.key")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_other.Folder, "tls", "service.key")));
    }

    [Fact]
    public async Task Store_of_another_domain_key_is_refused_with_the_cure()
    {
        using RSA stranger = RSA.Create(2048);

        ModuleStartException fault = await Assert.ThrowsAsync<ModuleStartException>(() => OnTheSameStoreAsync(stranger));

        Assert.Contains("holds the API's keys of another domain key", fault.Message, StringComparison.Ordinal);
        Assert.Contains("give each domain a store of its own", fault.Message, StringComparison.Ordinal);
    }

    private Task<TestServer> OnTheSameStoreAsync(RSA domainKey) =>
        TestServer.StartAsync(adapt: o => o with { DatabasePath = Path.Combine(_one.Folder, "db", "state.db"), DomainKey = domainKey });

    private static X509Certificate2 ClientOf(TestServer server) =>
        X509CertificateLoader.LoadPkcs12(
            X509Certificate2.CreateFromPemFile(Path.Combine(server.Folder, "tls", "client-admin.crt"), Path.Combine(server.Folder, "tls", "client-admin.key")).Export(X509ContentType.Pkcs12), null);

    private HttpClientHandler Handler(X509Certificate2 certificate)
    {
        HttpClientHandler handler = new();
        handler.ClientCertificates.Add(certificate);
        handler.ServerCertificateCustomValidationCallback = (_, presented, chain, _) =>
        {
            chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.Add(_one.Module.ServerCaCertificate);
            return chain.Build(presented!);
        };
        return handler;
    }
}
