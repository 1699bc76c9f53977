using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

/// <summary>A route that is not ready says which step failed, what the partner answered, what cures it and when it is tried next.</summary>
public sealed class RouteConditionTests
{
    [Fact]
    public async Task Partner_without_our_half()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        await alice.AddPartnerAsync(bob);
        await alice.JoinAsync(bob);

        string message = await FaultAsync(alice, "DestinationIsNotAuthrized", "PartnerHasNoRoute");

        Assert.StartsWith("TokenNotGenerate: step TokenAgreed failed (PartnerHasNoRoute): bob has not added alice yet: on bob add domain alice", message, StringComparison.Ordinal);
        Assert.Contains("bob answered \"domainRoute [alice-bob] not found in dest domain [bob]\"", message, StringComparison.Ordinal);
        Assert.Matches("; next attempt at \\d{4}-\\d{2}-\\d{2}T", message);
    }

    [Fact]
    public async Task Half_that_comes_later_heals_at_once()
    {
        await using TestNode alice = await TestNode.StartAsync("alice", o => o with { Timing = o.Timing with { FirstRetry = TimeSpan.FromMinutes(10), MaxRetry = TimeSpan.FromMinutes(10) } });
        await using TestNode bob = await TestNode.StartAsync("bob");
        await alice.AddPartnerAsync(bob);
        await alice.JoinAsync(bob);
        await FaultAsync(alice, "DestinationIsNotAuthrized", "PartnerHasNoRoute");

        await bob.AddPartnerAsync(alice);
        await bob.JoinAsync(alice);

        await alice.WaitForReadyAsync("alice-bob");
    }

    [Fact]
    public async Task Partner_holds_an_old_certificate_of_ours()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        await alice.AddPartnerAsync(bob);
        await bob.AddPartnerAsync(alice, certificateOf: bob.Identity);
        await alice.JoinAsync(bob);

        string message = await FaultAsync(alice, "DestinationIsNotAuthrized", "PartnerHoldsOldCertificate");

        Assert.Contains("copy domain.crt of alice to bob and register it again; bob answered \"source domain [alice] publickey hash mismatch", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partner_shows_a_foreign_certificate()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        await alice.AddPartnerAsync(bob, certificateOf: alice.Identity);
        await alice.JoinAsync(bob);

        string message = await FaultAsync(alice, "DestinationIsNotAuthrized", "CertificateForeign");

        Assert.Contains("step PeerIdentified failed", message, StringComparison.Ordinal);
        Assert.Contains("(subject CN=bob_ENVOY_EXTERNAL, issuer CN=bob) is not signed with the key registered for domain bob", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_verification_an_old_certificate_of_the_partner_is_found_by_the_handshake()
    {
        await using TestNode alice = await TestNode.StartAsync("alice", o => o with { VerifyPeers = false });
        await using TestNode bob = await TestNode.StartAsync("bob");
        await alice.AddPartnerAsync(bob, certificateOf: alice.Identity);
        await bob.AddPartnerAsync(alice);
        await alice.JoinAsync(bob);

        string message = await FaultAsync(alice, "DestinationIsNotAuthrized", "OwnCopyOfCertificateWrong");

        Assert.Contains("get domain.crt of bob and register it again", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partner_shows_an_expired_certificate()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob", o => o with { ExternalCertificate = Expired() });
        await alice.AddPartnerAsync(bob);
        await alice.JoinAsync(bob);

        string message = await FaultAsync(alice, "DestinationIsNotAuthrized", "CertificateExpired");

        Assert.Contains("(CN=bob_ENVOY_EXTERNAL) expired on 2020-01-02 00:00Z; its owner must renew it", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExternalProtocol.Tls, false, "the route says http, but 127.0.0.1:", "speaks TLS (certificate CN=bob_ENVOY_EXTERNAL); write https:// in the endpoint (isTLS true)")]
    [InlineData(ExternalProtocol.NoTls, true, "the route says https, but 127.0.0.1:", "speaks clear HTTP; write http:// in the endpoint (isTLS false)")]
    public async Task Schemes_mixed_up(ExternalProtocol spoken, bool dialledWithTls, string begin, string cure)
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob", o => o with { ExternalProtocol = spoken });
        await alice.AddPartnerAsync(bob);
        await alice.JoinAsync("bob", bob.External, dialledWithTls);

        string message = await FaultAsync(alice, "DestinationIsNotAuthrized", "SchemeMismatch");

        Assert.Contains("step TlsAgreed failed", message, StringComparison.Ordinal);
        Assert.Contains(begin, message, StringComparison.Ordinal);
        Assert.Contains(cure, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_listens_at_the_endpoint()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        using Socket deaf = ReservedPort.Deaf();
        await alice.AddPartnerAsync(bob);
        await alice.JoinAsync("bob", ReservedPort.EndPointOf(deaf), tls: true);

        string message = await FaultAsync(alice, "DestinationIsNotAuthrized", "ConnectionRefused");

        Assert.Contains("step Connected failed (ConnectionRefused): cannot connect to 127.0.0.1:", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_has_no_address()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        await alice.AddPartnerAsync(bob);
        await alice.JoinAsync("bob", bob.External, tls: true, s => s with { Endpoint = s.Endpoint! with { Host = "no-such-host.invalid" } }); // set by JoinAsync

        string message = await FaultAsync(alice, "DestinationIsNotAuthrized", "NameNotResolved");

        Assert.Contains("the name no-such-host.invalid has no address", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_of_another_domain()
    {
        await using TestNode alice = await TestNode.StartAsync("alice", o => o with { VerifyPeers = false });
        await using TestNode bob = await TestNode.StartAsync("bob");
        await using TestNode carol = await TestNode.StartAsync("carol");
        await alice.AddPartnerAsync(bob);
        await alice.JoinAsync("bob", carol.External, tls: true);

        string message = await FaultAsync(alice, "DestinationIsNotAuthrized", "ForeignDomain");

        Assert.Contains("the endpoint leads to the gateway of domain carol, not of bob", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proxy_in_between_refuses()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        await using TestService proxy = await TestService.StartAsync(c =>
        {
            c.Response.StatusCode = 405;
            return c.Response.WriteAsync("<html>blocked by policy</html>");
        });
        await alice.AddPartnerAsync(bob);
        await alice.JoinAsync("bob", new IPEndPoint(IPAddress.Loopback, proxy.Port), tls: false);

        string message = await FaultAsync(alice, "DestinationIsNotAuthrized", "NotAGateway");

        Assert.Contains("answered 405, body \"<html>blocked by policy</html>\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inbound_route_waits_for_the_partner()
    {
        await using TestNode bob = await TestNode.StartAsync("bob");
        await using TestNode alice = await TestNode.StartAsync("alice");
        await bob.AddPartnerAsync(alice);

        ClusterDomainRoute route = await bob.WaitForRouteAsync("alice-bob", c => c.Status == "False" && c.Reason == "TokenNotGenerate");

        Assert.Contains("waiting for alice to shake hands", TestNode.Ready(route)?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_show_how_far_the_route_came()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        await alice.AddPartnerAsync(bob);
        await alice.JoinAsync(bob);
        await FaultAsync(alice, "DestinationIsNotAuthrized", "PartnerHasNoRoute");

        DomainRoute? route = await alice.Api.GetAsync(Kinds.DomainRoute, new ResourceName("alice", "alice-bob"), CancellationToken.None);

        Assert.Equal(
            ["Resolved=True", "Connected=True", "TlsAgreed=True", "PeerIdentified=True", "TokenAgreed=False"],
            (route?.Status?.Conditions ?? []).Select(c => $"{c.Type}={c.Status}"));
    }

    [Theory]
    [InlineData("None")]
    [InlineData("MTLS")]
    public async Task Route_without_token_is_ready_when_the_partner_answers(string authentication)
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob");
        await alice.AddPartnerAsync(bob);
        string certificate = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(alice.Identity.DomainCertificate.ExportCertificatePem()));
        await alice.JoinAsync(bob, s => s with { AuthenticationType = authentication, MTLSConfig = new RouteMtlsConfig { SourceClientCert = certificate } });

        ClusterDomainRoute route = await alice.WaitForReadyAsync("alice-bob");

        Assert.Equal("Success", TestNode.Ready(route)?.Message);
    }

    private static async Task<string> FaultAsync(TestNode node, string reason, string cause)
    {
        ClusterDomainRoute route = await node.WaitForRouteAsync($"{node.Domain}-bob", c => c.Status == "False" && c.Reason == reason && c.Message?.Contains($"({cause})", StringComparison.Ordinal) == true);
        return TestNode.Ready(route)?.Message ?? "";
    }

    private static X509Certificate2 Expired()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=bob_ENVOY_EXTERNAL", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2020, 1, 2, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
