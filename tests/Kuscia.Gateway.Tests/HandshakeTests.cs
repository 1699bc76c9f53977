using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kuscia.Gateway.Handshake;
using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Testing.Clients;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

public sealed class HandshakeTests
{
    [Fact]
    public async Task Token_rolls_under_load_without_a_refused_request()
    {
        await using NodePair pair = await NodePair.StartAsync(rollingPeriod: 1);
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        await pair.Bob.PublishAsync("web", service.Port);
        using HttpClient application = pair.Alice.Application();
        using CancellationTokenSource enough = new();
        Task rolled = pair.Alice.WaitAsync(Kinds.DomainRoute, new ResourceName("alice", "alice-bob"), r => r?.Status?.TokenStatus?.Tokens is [.., { Revision: >= 4 }]);

        Task<int>[] callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            int answered = 0;
            while (!enough.IsCancellationRequested)
            {
                using HttpResponseMessage response = await application.GetAsync(new Uri("http://web.bob.svc/"));
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                answered++;
            }

            return answered;
        }))];
        await rolled;
        await enough.CancelAsync();

        Assert.True((await Task.WhenAll(callers)).Sum() > 0);
        DomainRoute? destination = await pair.Bob.Api.GetAsync(Kinds.DomainRoute, new ResourceName("bob", "alice-bob"), CancellationToken.None);
        Assert.Equal(2, destination?.Status?.TokenStatus?.Tokens?.Count);
        Assert.All(destination?.Status?.TokenStatus?.Tokens ?? [], t => Assert.Equal(["bob-host"], t.EffectiveInstances));
    }

    [Fact]
    public async Task Token_that_was_agreed_but_could_not_be_stored_is_followed_by_another_one()
    {
        await using NodePair pair = await NodePair.StartAsync(rollingPeriod: 1);
        MemoryResourceClient store = (MemoryResourceClient)pair.Alice.Api;
        TaskCompletionSource<long> cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pair.Alice.Log.Heard = line =>
        {
            if (Regex.Match(line, "route alice-bob: token revision (\\d+) agreed") is { Success: true } agreed && cut.TrySetResult(long.Parse(agreed.Groups[1].Value, CultureInfo.InvariantCulture)))
            {
                store.Unreachable = true;
            }
        };

        long lost = await cut.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Task.Delay(TimeSpan.FromMilliseconds(300)); // The write has failed meanwhile; were it not so, the token would be stored, which is as good.
        store.Unreachable = false;

        await pair.Alice.WaitAsync(Kinds.DomainRoute, new ResourceName("alice", "alice-bob"), r => r?.Status?.TokenStatus?.Tokens is [.., { } last] && last.Revision > lost + 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Traffic_goes_on_after_a_restart_of_one_side(bool source)
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        await pair.Bob.PublishAsync("web", service.Port);

        await (source ? pair.Alice : pair.Bob).RestartGatewayAsync();

        using HttpClient application = pair.Alice.Application();
        Assert.Equal("ok", await application.GetStringAsync(new Uri("http://web.bob.svc/")));
    }

    [Fact]
    public async Task Partner_that_made_its_route_anew_gets_a_new_handshake()
    {
        await using NodePair pair = await NodePair.StartAsync();
        ResourceName route = new("bob", "alice-bob");
        DomainRoute? before = await pair.Bob.Api.GetAsync(Kinds.DomainRoute, route, CancellationToken.None);

        await pair.Bob.Api.DeleteAsync(Kinds.DomainRoute, route, null, CancellationToken.None);

        DomainRoute? after = await pair.Bob.WaitAsync(Kinds.DomainRoute, route, r =>
            r?.Metadata.Uid != before?.Metadata.Uid && r?.Status?.TokenStatus?.Tokens is [{ IsReady: true, HeartBeatTime: not null }]);
        Assert.Equal(1, after?.Status?.TokenStatus?.Tokens?[0].Revision);
        await pair.Alice.WaitForReadyAsync("alice-bob");
    }

    [Fact]
    public async Task Silent_source_makes_the_route_time_out_and_its_return_heals_it()
    {
        static GatewayOptions Quick(GatewayOptions o) => o with { Timing = o.Timing with { HeartbeatTimeout = TimeSpan.FromSeconds(2) } };
        await using NodePair pair = await NodePair.StartAsync(bob: Quick);
        await pair.Bob.WaitAsync(Kinds.DomainRoute, new ResourceName("bob", "alice-bob"), r => r?.Status?.Conditions is [{ Type: "Heartbeat", Status: "True" }]);

        await pair.Alice.StopGatewayAsync();
        ClusterDomainRoute route = await pair.Bob.WaitForRouteAsync("alice-bob", c => c.Reason == "HeartBeatTimeout");
        await pair.Alice.RestartGatewayAsync();

        Assert.Contains("no sign of life from alice", TestNode.Ready(route)?.Message, StringComparison.Ordinal);
        await pair.Bob.WaitForReadyAsync("alice-bob");
    }

    [Fact]
    public async Task Unreachable_partner_is_told_after_the_tolerated_time()
    {
        static GatewayOptions Quick(GatewayOptions o) => o with { Timing = o.Timing with { UnreachableAfter = TimeSpan.FromSeconds(1) } };
        await using NodePair pair = await NodePair.StartAsync(alice: Quick);

        await pair.Bob.StopGatewayAsync();
        ClusterDomainRoute route = await pair.Alice.WaitForRouteAsync("alice-bob", c => c.Reason == "DestinationUnreachable" && c.Message?.Contains("(ConnectionRefused)", StringComparison.Ordinal) == true);
        await pair.Bob.RestartGatewayAsync();

        Assert.Contains("step Connected failed (ConnectionRefused): cannot connect to 127.0.0.1:", TestNode.Ready(route)?.Message, StringComparison.Ordinal);
        await pair.Alice.WaitForReadyAsync("alice-bob");
    }

    [Fact]
    public async Task Handshake_speaks_the_wire_of_older_peers()
    {
        await using TestNode bob = await TestNode.StartAsync("bob", o => o with { ExternalProtocol = ExternalProtocol.NoTls });
        await using TestNode alice = await TestNode.StartAsync("alice");
        await bob.AddPartnerAsync(alice);
        await bob.WaitAsync(Kinds.DomainRoute, new ResourceName("bob", "alice-bob"), r => r?.Spec?.TokenConfig?.SourcePublicKey is not null);
        using HttpClient peer = new();
        peer.DefaultRequestHeaders.Add("Kuscia-Host", "kuscia-handshake.bob.svc");
        peer.DefaultRequestHeaders.Add("Kuscia-Source", "alice");
        byte[] half = Enumerable.Range(1, 16).Select(i => (byte)i).ToArray();
        JsonObject request = new()
        {
            ["domain_id"] = "alice",
            ["type"] = "RSA",
            ["token_config"] = new JsonObject
            {
                ["token"] = TokenCipher.Encrypt(bob.Identity.PrivateKey, half),
                ["pubhash"] = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(Convert.FromBase64String(alice.Identity.PublicKeyPemBase64))),
            },
            ["request_time"] = 1712345678901234567,
        };

        using HttpResponseMessage response = await peer.PostAsync(new Uri($"http://{bob.External}/handshake"), new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json"));

        JsonObject answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!; // a body is expected
        Assert.Equal("{}", answer["status"]?.ToJsonString());
        Assert.Equal(1, (int?)answer["token"]?["revision"]);
        Assert.True((long?)answer["token"]?["expiration_time"] > 1_700_000_000_000_000_000);
        byte[] plain = alice.Identity.PrivateKey.Decrypt(Convert.FromBase64String((string?)answer["token"]?["token"] ?? ""), System.Security.Cryptography.RSAEncryptionPadding.Pkcs1);
        Assert.Equal("kuscia", Encoding.ASCII.GetString(plain[..6]));
        Assert.Equal(22, plain.Length);
        using HttpRequestMessage use = new(HttpMethod.Get, $"http://{bob.External}/");
        use.Headers.Add("Kuscia-Source", "alice");
        use.Headers.Add("Kuscia-Token", Convert.ToBase64String([.. half, .. plain[6..]]));
        using HttpClient caller = new();
        using HttpResponseMessage accepted = await caller.SendAsync(use);
        Assert.Equal(HttpStatusCode.NotFound, accepted.StatusCode);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest, "no handshake request")]
    [InlineData("{\"domain_id\":\"carol\",\"type\":\"RSA\"}", HttpStatusCode.OK, "domainRoute [carol-bob] not found in dest domain [bob]")]
    [InlineData("{\"domain_id\":\"alice\",\"type\":\"XXX\"}", HttpStatusCode.OK, "invalid handshake type")]
    [InlineData("{\"domain_id\":\"alice\",\"type\":\"RSA\",\"token_config\":{\"pubhash\":\"x\"}}", HttpStatusCode.OK, "source domain [alice] publickey hash mismatch in domainroute [alice-bob]")]
    public async Task Bad_handshake_gets_the_documented_answer(string body, HttpStatusCode status, string message)
    {
        await using TestNode bob = await TestNode.StartAsync("bob", o => o with { ExternalProtocol = ExternalProtocol.NoTls });
        await using TestNode alice = await TestNode.StartAsync("alice");
        await bob.AddPartnerAsync(alice);
        await bob.WaitAsync(Kinds.DomainRoute, new ResourceName("bob", "alice-bob"), r => r?.Spec?.TokenConfig?.SourcePublicKey is not null);
        using HttpClient peer = new();
        peer.DefaultRequestHeaders.Add("Kuscia-Host", "kuscia-handshake.bob.svc");

        using HttpResponseMessage response = await peer.PostAsync(new Uri($"http://{bob.External}/handshake"), new StringContent(body));

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handshake_type_is_judged_before_the_keys_of_a_route_that_waits_for_them()
    {
        await using TestNode bob = await TestNode.StartAsync("bob", o => o with { ExternalProtocol = ExternalProtocol.NoTls });
        ResourceName name = new("bob", "alice-bob");
        await bob.Api.CreateAsync(Kinds.DomainRoute, new DomainRoute
        {
            Metadata = new ObjectMeta { Namespace = name.Namespace, Name = name.Name },
            Spec = new DomainRouteSpec { Source = "alice", Destination = "bob", AuthenticationType = "Token", TokenConfig = new TokenConfig { TokenGenMethod = "RSA-GEN" } },
        }, CancellationToken.None);
        await bob.WaitAsync(Kinds.DomainRoute, name, r => r is not null);
        using HttpClient peer = new();
        peer.DefaultRequestHeaders.Add("Kuscia-Host", "kuscia-handshake.bob.svc");

        using HttpResponseMessage wrong = await peer.PostAsync(new Uri($"http://{bob.External}/handshake"), new StringContent("{\"domain_id\":\"alice\",\"type\":\"XXX\"}"));
        using HttpResponseMessage early = await peer.PostAsync(new Uri($"http://{bob.External}/handshake"), new StringContent("{\"domain_id\":\"alice\",\"type\":\"RSA\"}"));

        Assert.Contains("invalid handshake type [XXX]", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("has no readable sourcePublicKey yet", await early.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_handshakes_do_not_push_out_the_token_in_use()
    {
        await using NodePair pair = await NodePair.StartAsync(bob: o => o with { ExternalProtocol = ExternalProtocol.NoTls });
        await pair.Bob.WaitAsync(Kinds.DomainRoute, new ResourceName("bob", "alice-bob"), r => r?.Status?.TokenStatus?.Tokens is [.., { HeartBeatTime: not null }]);
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("ok"));
        await pair.Bob.PublishAsync("web", service.Port);
        using HttpClient stranger = new();
        stranger.DefaultRequestHeaders.Add("Kuscia-Host", "kuscia-handshake.bob.svc");
        JsonObject request = new()
        {
            ["domain_id"] = "alice",
            ["type"] = "RSA",
            ["token_config"] = new JsonObject { ["token"] = TokenCipher.Encrypt(pair.Bob.Identity.PrivateKey, new byte[16]), ["pubhash"] = PublicKeyHash.Of(pair.Alice.Identity.PublicKeyPemBase64) },
        };

        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage answer = await stranger.PostAsync(new Uri($"http://{pair.Bob.External}/handshake"), new StringContent(request.ToJsonString()));
            Assert.DoesNotContain("\"code\":", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using HttpClient application = pair.Alice.Application();
        Assert.Equal("ok", await application.GetStringAsync(new Uri("http://web.bob.svc/")));
    }
}
