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

    [Fact]
    public async Task Domain_is_created_updated_and_deleted()
    {
        string pem = api.Identity.DomainCertificate.ExportCertificatePem();
        (int created, string why) = await api.OutcomeAsync("/api/v1/domain/create", Json("""{"domain_id":"dora","role":"partner","cert":"CERT"}""", Base64(pem)));
        (int twice, _) = await api.OutcomeAsync("/api/v1/domain/create", """{"domain_id":"dora"}""");
        (int updated, _) = await api.OutcomeAsync("/api/v1/domain/update", """{"domain_id":"dora","role":""}""");
        Domain? stored = await api.Store.GetAsync(Kinds.Domain, ResourceName.Cluster("dora"), CancellationToken.None);
        JsonNode batch = await api.PostAsync("/api/v1/domain/batchQuery", """{"domain_ids":["dora","master"]}""");
        (int deleted, _) = await api.OutcomeAsync("/api/v1/domain/delete", """{"domain_id":"dora"}""");
        (int gone, _) = await api.OutcomeAsync("/api/v1/domain/update", """{"domain_id":"dora"}""");

        Assert.True(created == 0, why);
        Assert.Equal((11306, 0, 0, 11305), (twice, updated, deleted, gone));
        Assert.Equal((null, Base64(pem + "\n"), "dora", "Token", "RSA-GEN"), (stored?.Spec?.Role, stored?.Spec?.Cert, stored?.Spec?.Master, stored?.Spec?.AuthCenter?.AuthenticationType, stored?.Spec?.AuthCenter?.TokenGenMethod));
        Assert.Equal(["dora", "master"], batch["data"]!["domains"]!.AsArray().Select(d => d!["domain_id"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("base64")]
    [InlineData("twice")]
    [InlineData("pem")]
    [InlineData("body")]
    [InlineData("line")]
    [InlineData("crlf")]
    public async Task Every_spelling_of_a_certificate_is_understood(string spelling)
    {
        string pem = api.Identity.DomainCertificate.ExportCertificatePem();
        string body = string.Join('\n', pem.Split('\n')[1..^1]);
        string text = spelling switch
        {
            "base64" => Base64(pem),
            "twice" => Base64(Base64(pem)),
            "pem" => pem,
            "body" => body,
            "line" => body.Replace("\n", "", StringComparison.Ordinal),
            _ => Base64(pem.Replace("\n", "\r\n", StringComparison.Ordinal)),
        };

        (int code, string message) = await api.OutcomeAsync("/api/v1/domain/create", Json($$$"""{"domain_id":"spelt-{{{spelling}}}","role":"partner","cert":"CERT"}""", text));

        Domain? stored = await api.Store.GetAsync(Kinds.Domain, ResourceName.Cluster("spelt-" + spelling), CancellationToken.None);
        Assert.True(code == 0, message);
        Assert.Equal(Base64(pem + "\n"), stored?.Spec?.Cert);
    }

    [Theory]
    [InlineData("""{"domain_id":"master"}""", "'master'")]
    [InlineData("""{"domain_id":"x","role":"friend"}""", "role is invalid")]
    [InlineData("""{"domain_id":"x","cert":"***"}""", "cert must be encoded with base64")]
    [InlineData("""{"domain_id":"x","cert":"aGVsbG8="}""", "cert")]
    [InlineData("""{"domain_id":"x","master_domain_id":"nobody"}""", "domains.kuscia.secretflow \"nobody\" not found")]
    public async Task Faulty_domain_is_11100(string body, string named)
    {
        (int code, string message) = await api.OutcomeAsync("/api/v1/domain/create", body);

        Assert.Equal(11100, code);
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_domain_cannot_be_deleted()
    {
        Assert.Equal(11304, (await api.OutcomeAsync("/api/v1/domain/delete", """{"domain_id":"alice"}""")).Code);
    }

    [Fact]
    public async Task Route_is_created_told_and_deleted()
    {
        await api.PostAsync("/api/v1/domain/create", """{"domain_id":"src"}""");
        await api.PostAsync("/api/v1/domain/create", """{"domain_id":"dst"}""");
        const string route = """
            {"source":"src","destination":"dst","authentication_type":"Token","endpoint":{"host":"10.1.1.1","ports":[{"port":1080,"protocol":"https","path_prefix":"/x"}]}}
            """;

        JsonNode created = await api.PostAsync("/api/v1/route/create", route);
        (int twice, _) = await api.OutcomeAsync("/api/v1/route/create", route);
        JsonNode told = (await api.PostAsync("/api/v1/route/query", """{"source":"src","destination":"dst"}"""))["data"]!;
        (int deleted, _) = await api.OutcomeAsync("/api/v1/route/delete", """{"source":"src","destination":"dst"}""");
        (int gone, _) = await api.OutcomeAsync("/api/v1/route/delete", """{"source":"src","destination":"dst"}""");

        Assert.Equal("""{"status":{"code":0,"message":"success","details":[]},"data":null}""", created.ToJsonString());
        Assert.Equal((11405, 0, 11404), (twice, deleted, gone));
        JsonNode port = told["endpoint"]!["ports"]![0]!;
        Assert.Equal(("HTTP", true, "http", "/x"), (port["protocol"]!.GetValue<string>(), port["isTLS"]!.GetValue<bool>(), port["name"]!.GetValue<string>(), port["path_prefix"]!.GetValue<string>()));
        Assert.Equal("RSA-GEN", told["token_config"]!["token_gen_method"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"source":"nobody","destination":"alice","authentication_type":"None","endpoint":{"host":"h","ports":[{"port":1,"protocol":"HTTP"}]}}""", 11305, "nobody")]
    [InlineData("""{"source":"a","destination":"b","authentication_type":"Basic","endpoint":{"host":"h","ports":[{"port":1,"protocol":"HTTP"}]}}""", 11100, "authentication_type")]
    [InlineData("""{"source":"a","destination":"b","authentication_type":"Token"}""", 11100, "endpoint")]
    [InlineData("""{"source":"a","destination":"b","authentication_type":"Token","endpoint":{"host":"h","ports":[{"port":70000,"protocol":"HTTP"}]}}""", 11100, "endpoint port")]
    [InlineData("""{"source":"a","destination":"b","authentication_type":"Token","endpoint":{"host":"h","ports":[{"port":1,"protocol":"FTP"}]}}""", 11400, "Port Protocol")]
    [InlineData("""{"source":"a","destination":"b","authentication_type":"Token","transit":{"transit_method":"THIRD-DOMAIN"}}""", 11100, "domain is required")]
    public async Task Faulty_route_has_its_code(string body, int expected, string named)
    {
        (int code, string message) = await api.OutcomeAsync("/api/v1/route/create", body);

        Assert.Equal(expected, code);
        Assert.Contains(named, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Route_of_others_with_the_same_name_is_not_found()
    {
        await api.Store.CreateAsync(
            Kinds.ClusterDomainRoute, new ClusterDomainRoute { Metadata = new ObjectMeta { Name = "a-b-c" }, Spec = new DomainRouteSpec { Source = "a", Destination = "b-c", AuthenticationType = "None" } }, CancellationToken.None);

        Assert.Equal(0, (await api.OutcomeAsync("/api/v1/route/query", """{"source":"a","destination":"b-c"}""")).Code);
        Assert.Equal(11404, (await api.OutcomeAsync("/api/v1/route/query", """{"source":"a-b","destination":"c"}""")).Code);
        Assert.Equal(11404, (await api.OutcomeAsync("/api/v1/route/delete", """{"source":"a-b","destination":"c"}""")).Code);
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));

    private static string Json(string template, string certificate)
    {
        JsonNode body = JsonNode.Parse(template)!;
        body["cert"] = certificate;
        return body.ToJsonString();
    }

    [Theory]
    [InlineData("al.ice")]
    [InlineData("cross-domain")]
    [InlineData("default")]
    [InlineData("kube-x")]
    [InlineData("a..b")]
    public async Task Domain_that_can_have_no_namespace_is_11300_with_the_cure(string id)
    {
        (int code, string message) = await api.OutcomeAsync("/api/v1/domain/create", $$$"""{"domain_id":"{{{id}}}"}""");

        Assert.Equal(11300, code);
        Assert.StartsWith($"Field \"domain_id\" is invalid, invalid value: \"{id}\": domain id '{id}' ", message, StringComparison.Ordinal);
    }
}
