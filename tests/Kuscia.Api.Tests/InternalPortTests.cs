using System.Net;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Api.Tests;

/// <summary>The listener behind the gateway.</summary>
public class InternalPortTests
{
    private static string Job(string id, string initiator = "alice") =>
        $$$"""{"job_id":"{{{id}}}","initiator":"{{{initiator}}}","tasks":[{"app_image":"e","alias":"a","parties":[{"domain_id":"alice"},{"domain_id":"bob"}]}]}""";

    [Theory]
    [InlineData(null, "/api/v1/job/query")]
    [InlineData("Not A Domain", "/api/v1/job/query")]
    [InlineData("alice", "/healthZ")]
    [InlineData("alice", "/api/v1/domain/create")]
    [InlineData("alice", "/api/v1/domaindatasource/query")]
    [InlineData("alice", "/api/v1/config/query")]
    [InlineData("alice", "/api/v1/certificate/generate")]
    [InlineData("alice", "/api/v1/domaindata/deleteDataAndRaw")]
    [InlineData("bob", "/api/v1/job/create")]
    [InlineData("bob", "/api/v1/domain/update")]
    public async Task Unnamed_caller_and_operation_off_the_list_are_401_without_a_body(string? caller, string path)
    {
        await using Owned api = await Owned.StartAsync();

        (HttpStatusCode status, JsonNode? answer) = await api.Api.PostAsDomainAsync(caller, path, "{}");

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Null(answer);
    }

    [Fact]
    public async Task Listener_is_on_loopback_only()
    {
        await using Owned api = await Owned.StartAsync();

        Assert.StartsWith("http://127.0.0.1:", api.Api.InternalAddress, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_application_creates_a_job_and_a_partner_reads_what_concerns_it()
    {
        await using Owned api = await Owned.StartAsync();

        (_, JsonNode? created) = await api.Api.PostAsDomainAsync("alice", "/api/v1/job/create", Job("shared"));
        (_, JsonNode? asked) = await api.Api.PostAsDomainAsync("bob", "/api/v1/job/query", """{"job_id":"shared"}""");
        (_, JsonNode? foreign) = await api.Api.PostAsDomainAsync("carol", "/api/v1/job/query", """{"job_id":"shared"}""");

        Assert.Equal((0, 0, 11202), (Code(created), Code(asked), Code(foreign)));
    }

    [Fact]
    public async Task On_a_master_a_party_commands_and_approves_for_itself_alone()
    {
        await using Owned api = await Owned.StartAsync(options => options with { ControlPlaneOnly = true });

        (_, JsonNode? created) = await api.Api.PostAsDomainAsync("bob", "/api/v1/job/create", Job("lite", "bob"));
        (_, JsonNode? foreign) = await api.Api.PostAsDomainAsync("carol", "/api/v1/job/stop", """{"job_id":"lite"}""");
        (_, JsonNode? approved) = await api.Api.PostAsDomainAsync("bob", "/api/v1/job/approve", """{"job_id":"lite","result":1}""");
        (_, JsonNode? stopped) = await api.Api.PostAsDomainAsync("bob", "/api/v1/job/stop", """{"job_id":"lite"}""");

        KusciaJob? job = await api.Store.GetAsync(Kinds.KusciaJob, new ResourceName("cross-domain", "lite"), CancellationToken.None);
        Assert.Equal((0, 11102, 0, 0), (Code(created), Code(foreign), Code(approved), Code(stopped)));
        Assert.Equal(["bob"], job?.Status?.ApproveStatus?.Keys);
        Assert.Equal("", job?.Metadata.Label(WellKnownLabels.JobStageTrigger));
    }

    [Theory]
    [InlineData("/api/v1/domain/query", """{"domain_id":"alice"}""")]
    [InlineData("/api/v1/route/query", """{"source":"alice","destination":"carol"}""")]
    [InlineData("/api/v1/domaindata/query", """{"data":{"domain_id":"alice","domaindata_id":"t"}}""")]
    [InlineData("/api/v1/domaindata/list", """{"data":{"domain_id":"alice"}}""")]
    public async Task Partner_sees_nothing_of_others(string path, string body)
    {
        await using Owned api = await Owned.StartAsync();

        (HttpStatusCode status, JsonNode? answer) = await api.Api.PostAsDomainAsync("bob", path, body);

        Assert.Equal((HttpStatusCode.OK, 11102), (status, Code(answer)));
    }

    [Fact]
    public async Task A_partner_reads_of_servings_what_concerns_it_and_changes_none()
    {
        const string created = """{"serving_id":"sv","initiator":"alice","parties":[{"domain_id":"alice","app_image":"web"},{"domain_id":"bob","app_image":"web"}]}""";
        const string asked = """{"serving_ids":["sv"]}""";
        await using Owned api = await Owned.StartAsync();

        (_, JsonNode? made) = await api.Api.PostAsDomainAsync("alice", "/api/v1/serving/create", created);
        (_, JsonNode? party) = await api.Api.PostAsDomainAsync("bob", "/api/v1/serving/status/batchQuery", asked);
        (_, JsonNode? stranger) = await api.Api.PostAsDomainAsync("carol", "/api/v1/serving/status/batchQuery", asked);
        (HttpStatusCode change, _) = await api.Api.PostAsDomainAsync("bob", "/api/v1/serving/delete", """{"serving_id":"sv"}""");

        Assert.Equal((0, 1, 0), (Code(made), party!["data"]!["servings"]!.AsArray().Count, stranger!["data"]!["servings"]!.AsArray().Count));
        Assert.Equal(HttpStatusCode.Unauthorized, change);
    }

    private static int Code(JsonNode? answer) => answer!["status"]!["code"]!.GetValue<int>();
}
