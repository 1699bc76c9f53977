using System.Net;
using System.Text.Json.Nodes;
using Kuscia.Gateway.Handshake;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Meta;

namespace Kuscia.Gateway.Tests;

/// <summary>Strangers from the partner's own address shake hands in its name as fast as they can.</summary>
public sealed class HandshakeFloodTests
{
    [Theory]
    [InlineData(false, 100)]
    [InlineData(true, 100)]
    public async Task Partner_is_let_in_while_strangers_use_its_name(bool knowsItsKey, int attempts)
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        await using TestNode bob = await TestNode.StartAsync("bob", o => o with { ExternalProtocol = ExternalProtocol.NoTls });
        await alice.AddPartnerAsync(bob);
        await bob.AddPartnerAsync(alice);
        await bob.WaitAsync(Kinds.DomainRoute, new ResourceName("bob", "alice-bob"), r => r?.Spec?.TokenConfig?.SourcePublicKey is not null);
        using HttpClient stranger = new();
        stranger.DefaultRequestHeaders.Add("Kuscia-Host", "kuscia-handshake.bob.svc");
        JsonObject request = new()
        {
            ["domain_id"] = "alice",
            ["type"] = "RSA",
            ["token_config"] = new JsonObject { ["token"] = "AAAA", ["pubhash"] = knowsItsKey ? PublicKeyHash.Of(alice.Identity.PublicKeyPemBase64) : "AAAA" },
        };

        List<HttpResponseMessage> answers = [];
        for (int i = 0; i < attempts; i++)
        {
            answers.Add(await stranger.PostAsync(new Uri($"http://{bob.External}/handshake"), new StringContent(request.ToJsonString())));
        }

        await alice.JoinAsync(bob);
        await alice.WaitForReadyAsync("alice-bob");

        HttpResponseMessage last = answers[^1];
        Assert.Equal((HttpStatusCode)429, last.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), last.Headers.RetryAfter?.Delta);
        Assert.Contains("too many handshakes", await last.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_that_was_signed_counts_once()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        byte[] body = "{\"domain_id\":\"alice\"}"u8.ToArray();
        HandshakeCall call = new(
            new HandshakeRequest { DomainId = "alice", RequestTime = UnixNanoseconds.From(TimeProvider.System.GetUtcNow()) }, body,
            HandshakeSignature.Sign(alice.Identity.PrivateKey, "bob", body), IPAddress.Loopback);
        HandshakeSignature signatures = new(TimeProvider.System);

        Assert.False(signatures.Proves(alice.Identity.PrivateKey, "carol", call));
        Assert.True(signatures.Proves(alice.Identity.PrivateKey, "bob", call));
        Assert.False(signatures.Proves(alice.Identity.PrivateKey, "bob", call));
        Assert.False(signatures.Proves(alice.Identity.PrivateKey, "bob", call with { Body = "{}"u8.ToArray() }));
    }
}
