using System.Net;
using System.Text;
using Kuscia.ApiServer.Tests.Support;

namespace Kuscia.ApiServer.Tests.Admission;

/// <summary>Who writes something that nothing acts upon is told so in a Warning header.</summary>
public sealed class NoticeTests
{
    private const string Template = """{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""";

    [Theory]
    [InlineData("/api/v1/namespaces/default/replicationcontrollers", """{"metadata":{"name":"x"},"spec":{"template":""" + Template + "}}", "ReplicationController", "makes no Pods")]
    [InlineData("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", """{"metadata":{"name":"x"},"spec":{"podSelector":{}}}""", "NetworkPolicy", "nothing routes or filters by it")]
    public async Task A_kind_without_controller_is_stored_with_a_warning(string path, string body, string kind, string part)
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"cross-domain"}}""");

        using HttpResponseMessage answer = await PostAsync(server, path, body);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        string warning = Assert.Single(answer.Headers.GetValues("Warning"));
        Assert.StartsWith($"299 - \"{kind} \\\"x\\\" is stored, but", warning, StringComparison.Ordinal);
        Assert.Contains(part, warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_with_a_controller_is_stored_without_one()
    {
        await using TestServer server = await TestServer.StartAsync();

        using HttpResponseMessage answer = await PostAsync(server, "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"x"}}""");

        Assert.False(answer.Headers.Contains("Warning"));
    }

    [Theory]
    [InlineData("default", 1)]
    [InlineData("cross-domain", 0)]
    public async Task A_job_outside_cross_domain_is_stored_with_a_warning(string @namespace, int warnings)
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Admin.SendJsonAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"cross-domain"}}""");

        using HttpResponseMessage answer = await PostAsync(server, $"/apis/kuscia.secretflow/v1alpha1/namespaces/{@namespace}/kusciajobs",
            """{"metadata":{"name":"j"},"spec":{"initiator":"alice","tasks":[{"alias":"a","taskInputConfig":"{}","appImage":"i","parties":[{"domainID":"alice"}]}]}}""");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(warnings, answer.Headers.TryGetValues("Warning", out IEnumerable<string>? told) ? told.Count() : 0);
    }

    private static async Task<HttpResponseMessage> PostAsync(TestServer server, string path, string body)
    {
        using StringContent content = new(body, Encoding.UTF8, "application/json");
        return await server.Admin.PostAsync(new Uri(path, UriKind.Relative), content);
    }
}
