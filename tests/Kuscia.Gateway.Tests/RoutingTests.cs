using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Tests.Harness;
using Kuscia.Model.Meta;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

public sealed class RoutingTests(SharedPair shared) : IClassFixture<SharedPair>
{
    [Theory]
    [InlineData("x.carol.svc", "<alice/alice-host/internal $direct_response$ Service \"x.carol.svc\" not found.>")]
    [InlineData("x.bob.svc", "<alice/alice-host/internal> => <bob/bob-host/external $direct_response$ Service \"x.bob.svc\" not found.>")]
    [InlineData("y.alice.svc", "<alice/alice-host/internal $direct_response$ Service \"y.alice.svc\" not found.>")]
    [InlineData("example.com", "<alice/alice-host/internal $direct_response$ Service \"example.com\" not found.>")]
    public async Task Route_to_nowhere_gets_404_that_names_the_hop(string host, string message)
    {
        NodePair pair = shared.Pair;
        using HttpClient application = pair.Alice.Application();

        using HttpResponseMessage response = await application.GetAsync(new Uri($"http://{host}/"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(message, response.Headers.GetValues("Kuscia-Error-Message").Single());
    }

    [Fact]
    public async Task Unknown_grpc_service_gets_grpc_status_unavailable()
    {
        await using TestNode alice = await TestNode.StartAsync("alice");
        using HttpClient application = alice.Application();
        using HttpRequestMessage request = new(HttpMethod.Post, "http://x.carol.svc/p.S/M")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([]),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");

        using HttpResponseMessage response = await application.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("14", response.Headers.GetValues("grpc-status").Single());
    }

    [Theory]
    [InlineData("alice,bob", "Cluster", HttpStatusCode.OK)]
    [InlineData("", "Cluster", HttpStatusCode.OK)]
    [InlineData("carol", "Cluster", HttpStatusCode.NotFound)]
    [InlineData("alice2,xalice", "Cluster", HttpStatusCode.NotFound)]
    [InlineData("", "Domain", HttpStatusCode.NotFound)]
    public async Task Only_domains_of_the_annotation_reach_a_service(string accessDomains, string scope, HttpStatusCode expected)
    {
        NodePair pair = shared.Pair;
        string name = $"web-{Guid.NewGuid():N}";
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync("hello"));
        await pair.Bob.PublishAsync(name, service.Port, accessDomains, scope: scope);
        using HttpClient application = pair.Alice.Application();

        using HttpResponseMessage response = await application.GetAsync(new Uri($"http://{name}.bob.svc/"));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Forged_origin_is_refused()
    {
        NodePair pair = shared.Pair;
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync(c.Request.Headers["Kuscia-Origin-Source"].ToString()));
        await pair.Bob.PublishAsync("forged", service.Port, "carol,alice");
        using HttpClient application = pair.Alice.Application();
        using HttpRequestMessage request = new(HttpMethod.Get, "http://forged.bob.svc/");
        request.Headers.Add("Kuscia-Origin-Source", "carol");
        request.Headers.Add("Kuscia-Source", "carol");
        request.Headers.Add("Kuscia-Token", "noop");

        using HttpResponseMessage response = await application.SendAsync(request);

        Assert.Equal("alice", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Partner_that_speaks_for_another_domain_is_refused()
    {
        NodePair pair = shared.Pair;
        Model.Resources.DomainRoute? route = await pair.Alice.Api.GetAsync(Model.Kinds.DomainRoute, new ResourceName("alice", "alice-bob"), CancellationToken.None);
        byte[] token = new TokenCipher(pair.Alice.Identity.PrivateKey).Decrypt(route?.Status?.TokenStatus?.Tokens?[^1].Token, 32) ?? [];
        using HttpClient gatewayOfAlice = new();
        using HttpRequestMessage request = new(HttpMethod.Get, $"http://{pair.Bob.External}/");
        request.Headers.Add("Kuscia-Host", "web.bob.svc");
        request.Headers.Add("Kuscia-Source", "alice");
        request.Headers.Add("Kuscia-Token", Convert.ToBase64String(token));
        request.Headers.Add("Kuscia-Origin-Source", "carol");

        using HttpResponseMessage response = await gatewayOfAlice.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("there is no route carol-bob through alice", response.Headers.GetValues("Kuscia-Error-Message").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partner_cannot_pass_through_to_a_third_domain()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using TestNode carol = await TestNode.StartAsync("carol");
        await pair.Bob.AddPartnerAsync(carol);
        await carol.AddPartnerAsync(pair.Bob);
        await pair.Bob.JoinAsync(carol);
        await pair.Bob.WaitForReadyAsync("bob-carol");
        await pair.Alice.AddPartnerAsync(carol);
        await pair.Alice.JoinAsync("carol", pair.Bob.External, tls: true, s => s with
        {
            Transit = new() { TransitMethod = "THIRD-DOMAIN", Domain = new() { DomainID = "bob" } },
        });
        Model.Resources.ClusterDomainRoute route = await pair.Alice.WaitForRouteAsync("alice-carol", c => c.Message?.Contains("PeerIdentified", StringComparison.Ordinal) == true);
        using HttpClient application = pair.Alice.Application();

        // The condition may be there a moment before alice's own table has the route.
        HttpResponseMessage first = await application.GetAsync(new Uri("http://web.carol.svc/"));
        while (first.Headers.GetValues("Kuscia-Error-Message").Single().StartsWith("<alice/alice-host/internal $", StringComparison.Ordinal))
        {
            first = await application.GetAsync(new Uri("http://web.carol.svc/"));
        }

        using HttpResponseMessage response = first;

        Assert.Contains("a gateway on the way knows no route to carol for us", TestNode.Ready(route)?.Message, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("<bob/bob-host/external $direct_response$", response.Headers.GetValues("Kuscia-Error-Message").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Third_domain_route_carries_requests_where_every_control_plane_has_it()
    {
        await using NodePair pair = await NodePair.StartAsync();
        await using TestNode carol = await TestNode.StartAsync("carol");
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync($"{c.Request.Headers["Kuscia-Source"]}<{c.Request.Headers["Kuscia-Origin-Source"]}"));
        await carol.PublishAsync("web", service.Port, "alice");
        await pair.Bob.AddPartnerAsync(carol);
        await carol.AddPartnerAsync(pair.Bob);
        await carol.AddPartnerAsync(pair.Alice);
        await pair.Alice.AddPartnerAsync(carol);
        await pair.Bob.JoinAsync(carol);
        await pair.Alice.Api.CreateAsync(Model.Kinds.ClusterDomainRoute, ThroughBob(), CancellationToken.None);
        await pair.Bob.Api.CreateAsync(Model.Kinds.ClusterDomainRoute, ThroughBob(), CancellationToken.None);
        ResourceName inbound = ResourceName.Cluster("alice-carol");
        await carol.WaitAsync(Model.Kinds.ClusterDomainRoute, inbound, r => r is not null);
        JsonNode transit = JsonNode.Parse("""{"spec":{"transit":{"transitMethod":"THIRD-DOMAIN","domain":{"domainID":"bob"}}}}""")!; // a literal
        await carol.Api.PatchAsync(Model.Kinds.ClusterDomainRoute, inbound, transit, null, CancellationToken.None);
        await pair.Bob.WaitForReadyAsync("bob-carol");
        await pair.Bob.WaitForReadyAsync("alice-carol");
        await carol.WaitForReadyAsync("alice-carol");
        await pair.Alice.WaitForReadyAsync("alice-carol");
        using HttpClient application = pair.Alice.Application();

        using HttpResponseMessage response = await application.GetAsync(new Uri("http://web.carol.svc/"));

        Assert.Equal("bob<alice", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Answer_of_the_application_is_told_from_an_answer_of_the_gateway()
    {
        NodePair pair = shared.Pair;
        await using TestService service = await TestService.StartAsync(c =>
        {
            c.Response.StatusCode = 503;
            return c.Response.WriteAsync("mine");
        });
        await pair.Bob.PublishAsync("broken", service.Port);
        using HttpClient application = pair.Alice.Application();

        using HttpResponseMessage response = await application.GetAsync(new Uri("http://broken.bob.svc/"));

        Assert.Equal("mine", await response.Content.ReadAsStringAsync());
        Assert.Equal("<alice/alice-host/internal> => <bob/bob-host/external> => <upstream Service Unavailable>", response.Headers.GetValues("Kuscia-Error-Message").Single());
    }

    [Fact]
    public async Task Dead_application_gets_503_with_the_cause()
    {
        NodePair pair = shared.Pair;
        using Socket deaf = ReservedPort.Deaf();
        await pair.Bob.PublishAsync("web", ReservedPort.EndPointOf(deaf).Port);
        using HttpClient application = pair.Alice.Application();

        using HttpResponseMessage response = await application.GetAsync(new Uri("http://web.bob.svc/"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("upstream connect error or disconnect/reset before headers. reset reason: connection failure", await response.Content.ReadAsStringAsync());
        Assert.Equal(
            "<alice/alice-host/internal> => <bob/bob-host/external $upstream_reset_before_response_started{connection_failure}$ Service Unavailable>",
            response.Headers.GetValues("Kuscia-Error-Message").Single());
    }

    [Fact]
    public async Task Trace_ids_of_the_caller_reach_the_service_and_come_back()
    {
        NodePair pair = shared.Pair;
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync($"{c.Request.Headers["x-b3-traceid"]} {c.Request.Headers.TraceParent}"));
        await pair.Bob.PublishAsync("traced", service.Port);
        using HttpClient application = pair.Alice.Application();
        using HttpRequestMessage request = new(HttpMethod.Get, "http://traced.bob.svc/");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using HttpResponseMessage response = await application.SendAsync(request);

        Assert.Equal("8448eb211c80319c 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", await response.Content.ReadAsStringAsync());
        Assert.Equal("8448eb211c80319c", response.Headers.GetValues("x-b3-traceid").Single());
    }

    private static Model.Resources.ClusterDomainRoute ThroughBob() => new()
    {
        Metadata = new() { Name = "alice-carol" },
        Spec = new()
        {
            Source = "alice",
            Destination = "carol",
            AuthenticationType = "Token",
            TokenConfig = new() { TokenGenMethod = "RSA-GEN" },
            Transit = new() { TransitMethod = "THIRD-DOMAIN", Domain = new() { DomainID = "bob" } },
        },
    };
}
