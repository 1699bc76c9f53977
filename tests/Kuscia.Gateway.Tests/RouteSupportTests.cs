using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

/// <summary>Every field of a route is done, or the route is out of force and says which field it is.</summary>
public sealed class RouteSupportTests
{
    [Theory]
    [InlineData("""{"bodyEncryption":{"algorithm":"AES"}}""", "bodyEncryption \"AES\" is not supported, and nothing is sent in clear")]
    [InlineData("""{"interConnProtocol":"bfia"}""", "interConnProtocol \"bfia\" is not supported; set it to kuscia")]
    [InlineData("""{"transit":{"transitMethod":"REVERSE-TUNNEL"}}""", "transit.transitMethod \"REVERSE-TUNNEL\" is not supported; use THIRD-DOMAIN")]
    [InlineData("""{"requestHeadersToAdd":{"Kuscia-Source":"carol"}}""", "requestHeadersToAdd \"Kuscia-Source\" is a header that the gateway itself sets")]
    [InlineData("""{"requestHeadersToAdd":{"Transfer-Encoding":"chunked"}}""", "requestHeadersToAdd \"Transfer-Encoding\" is a header")]
    [InlineData("""{"sourceWhiteIPList":["10.0.0.300"]}""", "sourceWhiteIPList \"10.0.0.300\" is neither an address nor a network")]
    [InlineData("""{"mTLSConfig":{"tlsCA":"bm8="}}""", "mTLSConfig.tlsCA is not base64 of a PEM certificate")]
    public async Task What_is_not_done_puts_the_route_out_of_force_at_both_ends(string spec, string message)
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        await pair.Bob.PublishAsync("web", service.Port);

        await PatchAsync(pair.Bob, spec);
        ClusterDomainRoute there = await pair.Bob.WaitForRouteAsync("alice-bob", c => c is { Status: "False", Reason: "InvalidRoute" });
        await StatusAsync(pair.Alice, "http://web.bob.svc/", HttpStatusCode.Unauthorized);
        await PatchAsync(pair.Alice, spec);
        ClusterDomainRoute here = await pair.Alice.WaitForRouteAsync("alice-bob", c => c is { Status: "False", Reason: "InvalidRoute" });
        await StatusAsync(pair.Alice, "http://web.bob.svc/", HttpStatusCode.NotFound);

        Assert.Contains(message, TestNode.Ready(there)?.Message, StringComparison.Ordinal);
        Assert.Contains(message, TestNode.Ready(here)?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Route_is_in_force_again_when_the_field_is_gone()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await PatchAsync(pair.Bob, """{"bodyEncryption":{"algorithm":"AES"}}""");
        await PatchAsync(pair.Alice, """{"bodyEncryption":{"algorithm":"AES"}}""");
        await pair.Alice.WaitForRouteAsync("alice-bob", c => c.Reason == "InvalidRoute");
        await pair.Bob.WaitForRouteAsync("alice-bob", c => c.Reason == "InvalidRoute");

        await PatchAsync(pair.Bob, """{"bodyEncryption":null}""");
        await PatchAsync(pair.Alice, """{"bodyEncryption":null}""");

        await pair.Alice.WaitForReadyAsync("alice-bob");
        await pair.Bob.WaitForReadyAsync("alice-bob");
    }

    [Fact]
    public async Task Source_calls_only_from_listed_addresses()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        await pair.Bob.PublishAsync("web", service.Port);

        await PatchAsync(pair.Bob, """{"sourceWhiteIPList":["10.0.0.0/8","192.0.2.1"]}""");
        await StatusAsync(pair.Alice, "http://web.bob.svc/", HttpStatusCode.Unauthorized);
        await PatchAsync(pair.Bob, """{"sourceWhiteIPList":["10.0.0.0/8","127.0.0.0/8"]}""");
        await StatusAsync(pair.Alice, "http://web.bob.svc/", HttpStatusCode.OK);

        Assert.Contains(pair.Bob.Log.Lines, l => l.Contains("alice called from 127.0.0.1, which sourceWhiteIPList of its route does not name", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Configured_headers_overwrite_those_of_the_caller()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using TestService service = await TestService.StartAsync(c =>
        {
            c.Response.StatusCode = c.Request.Headers["x-team"] == "blue" ? 200 : 418;
            return c.Response.WriteAsync($"{c.Request.Headers.Authorization}");
        });
        await pair.Bob.PublishAsync("web", service.Port);

        await PatchAsync(pair.Bob, """{"requestHeadersToAdd":{"x-team":"blue","Authorization":"Bearer secret"}}""");

        string body = await StatusAsync(pair.Alice, "http://web.bob.svc/", HttpStatusCode.OK, r => r.Headers.Add("x-team", "red"));
        Assert.Equal("", body);
    }

    [Fact]
    public async Task Mutual_tls_binds_the_source_to_its_certificate()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        await pair.Bob.PublishAsync("web", service.Port);
        string certificate = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(pair.Alice.Identity.DomainCertificate.ExportCertificatePem()));
        string spec = $$$"""{"authenticationType":"MTLS","mTLSConfig":{"sourceClientCert":"{{{certificate}}}"}}""";
        await PatchAsync(pair.Bob, spec);
        await PatchAsync(pair.Alice, spec);
        await StatusAsync(pair.Alice, "http://web.bob.svc/", HttpStatusCode.OK);
        using X509Certificate2 foreign = Foreign("alice");
        using X509Certificate2 own = pair.Alice.Identity.DomainCertificate.CopyWithPrivateKey(pair.Alice.Identity.PrivateKey);

        Assert.Equal(HttpStatusCode.Unauthorized, await ClaimAsync(pair.Bob, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await ClaimAsync(pair.Bob, foreign));
        Assert.Equal(HttpStatusCode.OK, await ClaimAsync(pair.Bob, own));
    }

    [Fact]
    public async Task Mutual_tls_at_a_listener_in_clear_text_is_refused()
    {
        await using NodePair pair = await NodePair.StartAsync(bob: o => o with { ExternalProtocol = ExternalProtocol.NoTls });

        await PatchAsync(pair.Bob, """{"authenticationType":"MTLS","mTLSConfig":{"sourceClientCert":"bm8="}}""");

        ClusterDomainRoute route = await pair.Bob.WaitForRouteAsync("alice-bob", c => c.Reason == "InvalidRoute");
        Assert.Contains("needs TLS at this node, whose external listener speaks clear text", TestNode.Ready(route)?.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> ClaimAsync(TestNode bob, X509Certificate2? certificate)
    {
        using HttpClient client = new(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new()
            {
                RemoteCertificateValidationCallback = (_, c, _, _) => c is not null,
                ClientCertificates = certificate is null ? null : [X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null)],
            },
        });
        using HttpRequestMessage request = new(HttpMethod.Get, $"https://{bob.External}/");
        request.Headers.Add("Kuscia-Source", "alice");
        request.Headers.Add("Kuscia-Token", "noop");
        request.Headers.Add("Kuscia-Host", "web.bob.svc");
        using HttpResponseMessage response = await client.SendAsync(request);
        return response.StatusCode;
    }

    private static X509Certificate2 Foreign(string name)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static Task<ClusterDomainRoute> PatchAsync(TestNode node, string spec) =>
        node.Api.PatchAsync(Kinds.ClusterDomainRoute, ResourceName.Cluster("alice-bob"), new JsonObject { ["spec"] = JsonNode.Parse(spec) }, null, CancellationToken.None);

    /// <summary>Asks until the answer has the wanted status: a changed route comes into force a moment after it was written.</summary>
    private static async Task<string> StatusAsync(TestNode node, string uri, HttpStatusCode wanted, Action<HttpRequestMessage>? prepare = null)
    {
        using HttpClient application = node.Application();
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));
        while (true)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, uri);
            prepare?.Invoke(request);
            using HttpResponseMessage response = await application.SendAsync(request, deadline.Token);
            if (response.StatusCode == wanted)
            {
                return await response.Content.ReadAsStringAsync(deadline.Token);
            }
        }
    }
}
