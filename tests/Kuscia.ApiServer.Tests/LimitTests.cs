using System.Net;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests;

/// <summary>Quotas and limit ranges are kept when objects are made.</summary>
public sealed class LimitTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Fact]
    public async Task A_pod_beyond_the_quota_is_refused_with_the_numbers()
    {
        await using TestServer server = await TestServer.StartAsync();
        await QuotaAsync(server, """{"pods":"1"}""");

        (HttpStatusCode first, _) = await PodAsync(server, "a", "{}");
        (HttpStatusCode second, JsonObject refusal) = await PodAsync(server, "b", "{}");
        await server.Admin.SendJsonAsync("PATCH", $"{Pods}/a/status", """{"status":{"phase":"Succeeded"}}""", "application/merge-patch+json");
        (HttpStatusCode third, _) = await PodAsync(server, "c", "{}");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Forbidden, HttpStatusCode.Created), (first, second, third));
        Assert.Equal("pods \"b\" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1", (string?)refusal["message"]);
    }

    [Fact]
    public async Task A_pod_must_say_what_a_quota_counts()
    {
        await using TestServer server = await TestServer.StartAsync();
        await QuotaAsync(server, """{"limits.cpu":"1","requests.memory":"1Gi"}""");

        (_, JsonObject silent) = await PodAsync(server, "a", "{}");
        (HttpStatusCode said, _) = await PodAsync(server, "b", """{"limits":{"cpu":"600m","memory":"1Gi"}}""");
        (_, JsonObject beyond) = await PodAsync(server, "c", """{"limits":{"cpu":"600m","memory":"1Mi"}}""");

        Assert.Equal("pods \"a\" is forbidden: failed quota: q: must specify limits.cpu for: c; requests.memory for: c", (string?)silent["message"]);
        Assert.Equal(HttpStatusCode.Created, said);
        Assert.Equal("pods \"c\" is forbidden: exceeded quota: q, requested: limits.cpu=600m,requests.memory=1Mi, used: limits.cpu=600m,requests.memory=1Gi, limited: limits.cpu=1,requests.memory=1Gi",
            (string?)beyond["message"]);
    }

    [Fact]
    public async Task Any_kind_is_counted_by_its_name()
    {
        await using TestServer server = await TestServer.StartAsync();
        await QuotaAsync(server, """{"configmaps":"1","count/configmaps":"5"}""");

        (HttpStatusCode first, _) = await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a"}}""");
        (HttpStatusCode second, _) = await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"b"}}""");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Forbidden), (first, second));
    }

    [Fact]
    public async Task Pods_that_come_at_once_do_not_pass_the_quota_together()
    {
        await using TestServer server = await TestServer.StartAsync();
        await QuotaAsync(server, """{"pods":"3"}""");

        (HttpStatusCode Status, JsonObject)[] answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => PodAsync(server, $"p{i}", "{}")));

        Assert.Equal(3, answers.Count(a => a.Status == HttpStatusCode.Created));
    }

    [Fact]
    public async Task A_range_fills_in_what_a_container_does_not_say()
    {
        await using TestServer server = await TestServer.StartAsync();
        await RangeAsync(server, """{"type":"Container","default":{"cpu":"500m","memory":"1Gi"},"defaultRequest":{"cpu":"100m"}}""");

        (_, JsonObject silent) = await PodAsync(server, "a", "{}");
        (_, JsonObject limited) = await PodAsync(server, "b", """{"limits":{"cpu":"200m"}}""");

        Assert.Equal("""{"requests":{"cpu":"100m","memory":"1Gi"},"limits":{"cpu":"500m","memory":"1Gi"}}""", Resources(silent));
        Assert.Equal("""{"limits":{"cpu":"200m","memory":"1Gi"},"requests":{"memory":"1Gi","cpu":"200m"}}""", Resources(limited));
        Assert.Equal("Burstable", (string?)silent["status"]?["qosClass"]);
    }

    [Theory]
    [InlineData("""{"type":"Container","max":{"cpu":"1"}}""", """{"limits":{"cpu":"2"}}""", "maximum cpu usage per Container is 1, but limit is 2")]
    [InlineData("""{"type":"Container","min":{"memory":"100Mi"}}""", """{"requests":{"memory":"50Mi"}}""", "minimum memory usage per Container is 100Mi, but request is 50Mi")]
    [InlineData("""{"type":"Pod","max":{"cpu":"1"}}""", "{}", "maximum cpu usage per Pod is 1. No limit is specified")]
    [InlineData("""{"type":"Container","maxLimitRequestRatio":{"cpu":"2"}}""", """{"requests":{"cpu":"100m"},"limits":{"cpu":"400m"}}""", "cpu max limit to request ratio per Container is 2, but provided ratio is 4.000000")]
    public async Task What_lies_outside_of_a_range_is_refused(string range, string resources, string why)
    {
        await using TestServer server = await TestServer.StartAsync();
        await RangeAsync(server, range);

        (HttpStatusCode status, JsonObject refusal) = await PodAsync(server, "a", resources);

        Assert.Equal((HttpStatusCode.Forbidden, $"pods \"a\" is forbidden: {why}"), (status, (string?)refusal["message"]));
    }

    private static string? Resources(JsonObject pod) => pod["spec"]?["containers"]?[0]?["resources"]?.ToJsonString();

    private static Task<(HttpStatusCode Status, JsonObject Body)> QuotaAsync(TestServer server, string hard) =>
        server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/resourcequotas", $$$"""{"metadata":{"name":"q"},"spec":{"hard":{{{hard}}}}}""");

    private static Task<(HttpStatusCode Status, JsonObject Body)> RangeAsync(TestServer server, string item) =>
        server.Admin.SendJsonAsync("POST", "/api/v1/namespaces/default/limitranges", $$$"""{"metadata":{"name":"r"},"spec":{"limits":[{{{item}}}]}}""");

    private static Task<(HttpStatusCode Status, JsonObject Body)> PodAsync(TestServer server, string name, string resources) => server.Admin.SendJsonAsync(
        "POST", Pods, $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"containers":[{"name":"c","image":"i","resources":{{{resources}}}}]}}""");
}
