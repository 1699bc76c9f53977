using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Api.Tests;

public class DomainAndRouteTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Domain_query_tells_certificate_role_and_nodes()
    {
        Domain domain = new() { Metadata = new ObjectMeta { Name = "bob" }, Spec = new DomainSpec { Cert = "Y2VydA==", Role = "partner", Master = "bob" } };
        await api.Store.CreateAsync(Kinds.Domain, domain, CancellationToken.None);

        JsonNode data = (await api.PostAsync("/api/v1/domain/query", """{"domain_id":"bob"}"""))["data"]!;

        Assert.Equal(("partner", "Y2VydA==", "bob"), (data["role"]!.GetValue<string>(), data["cert"]!.GetValue<string>(), data["master_domain_id"]!.GetValue<string>()));
        Assert.Empty(data["node_statuses"]!.AsArray());
    }

    [Fact]
    public async Task Unknown_domain_is_11305()
    {
        JsonNode answer = await api.PostAsync("/api/v1/domain/query", """{"domain_id":"nobody"}""");

        Assert.Equal(11305, answer["status"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task Route_query_tells_why_it_is_not_ready_and_never_the_private_key()
    {
        ClusterDomainRoute route = new()
        {
            Metadata = new ObjectMeta { Name = "alice-carol" },
            Spec = new DomainRouteSpec
            {
                Source = "alice",
                Destination = "carol",
                AuthenticationType = "MTLS",
                MTLSConfig = new RouteMtlsConfig { SourceClientPrivateKey = "c2VjcmV0" },
                Endpoint = new RouteEndpoint { Host = "10.0.0.3", Ports = [new RoutePort { Name = "http", Protocol = "HTTP", Port = 1080, IsTLS = true }] },
            },
        };
        await api.Store.CreateAsync(Kinds.ClusterDomainRoute, route, CancellationToken.None);
        await api.Store.PatchAsync(
            Kinds.ClusterDomainRoute, route.Identity,
            JsonNode.Parse("""{"status":{"conditions":[{"type":"Ready","status":"False","reason":"DestinationUnreachable","message":"connection refused"}]}}""")!, "status", CancellationToken.None);

        JsonNode answer = await api.PostAsync("/api/v1/route/query", """{"source":"alice","destination":"carol"}""");

        JsonNode data = answer["data"]!;
        Assert.Equal("Failed", data["status"]!["status"]!.GetValue<string>());
        Assert.Contains("connection refused", data["status"]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(data["endpoint"]!["ports"]![0]!["isTLS"]!.GetValue<bool>());
        Assert.DoesNotContain("c2VjcmV0", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_route_is_11404()
    {
        JsonNode answer = await api.PostAsync("/api/v1/route/query", """{"source":"alice","destination":"nobody"}""");

        Assert.Equal(11404, answer["status"]!["code"]!.GetValue<int>());
    }
}
