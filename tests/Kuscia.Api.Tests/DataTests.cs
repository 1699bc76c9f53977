using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Api.Tests;

public class DataTests(ApiFixture api) : IClassFixture<ApiFixture>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        if (await api.Store.GetAsync(Kinds.DomainDataSource, new ResourceName("alice", "local"), CancellationToken.None) is null)
        {
            await api.PostAsync("/api/v1/domaindatasource/create", """{"domain_id":"alice","datasource_id":"local","type":"localfs","info":{"localfs":{"path":"/data/"}},"access_directly":true}""");
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Credentials_of_a_source_are_stored_encrypted_and_come_back_decrypted()
    {
        const string create = """
            {"domain_id":"alice","datasource_id":"bucket","type":"oss","info":{"oss":{"endpoint":"http://s3","bucket":"b","access_key_id":"id","access_key_secret":"very-secret"}}}
            """;
        await api.PostAsync("/api/v1/domaindatasource/create", create);

        DomainDataSource? stored = await api.Store.GetAsync(Kinds.DomainDataSource, new ResourceName("alice", "bucket"), CancellationToken.None);
        JsonNode answer = await api.PostAsync("/api/v1/domaindatasource/query", """{"domain_id":"alice","datasource_id":"bucket"}""");

        Assert.DoesNotContain("very-secret", string.Join(' ', stored?.Spec?.Data?.Values ?? []), StringComparison.Ordinal);
        Assert.Equal("very-secret", answer["data"]!["info"]!["oss"]!["access_key_secret"]!.GetValue<string>());
    }

    [Fact]
    public async Task Data_is_created_queried_updated_listed_and_deleted()
    {
        JsonNode created = await api.PostAsync("/api/v1/domaindata/create", """
            {"domain_id":"alice","domaindata_id":"t1","type":"table","relative_uri":"/x/alice.csv","datasource_id":"local","columns":[{"name":"id","type":"str"}],"file_format":1,"author":"alice"}
            """);
        JsonNode updated = await api.PostAsync("/api/v1/domaindata/update", """{"domain_id":"alice","domaindata_id":"t1","name":"renamed"}""");
        JsonNode asked = (await api.PostAsync("/api/v1/domaindata/query", """{"data":{"domain_id":"alice","domaindata_id":"t1"}}"""))["data"]!;
        JsonNode listed = (await api.PostAsync("/api/v1/domaindata/list", """{"data":{"domain_id":"alice","domaindata_type":"table"}}"""))["data"]!;
        JsonNode deleted = await api.PostAsync("/api/v1/domaindata/delete", """{"domain_id":"alice","domaindata_id":"t1"}""");
        JsonNode gone = await api.PostAsync("/api/v1/domaindata/query", """{"data":{"domain_id":"alice","domaindata_id":"t1"}}""");

        Assert.Equal("t1", created["data"]!["domaindata_id"]!.GetValue<string>());
        Assert.Equal(0, updated["status"]!["code"]!.GetValue<int>());
        Assert.Equal(("renamed", "x/alice.csv", "manual", "CSV"), (Text(asked, "name"), Text(asked, "relative_uri"), Text(asked, "vendor"), Text(asked, "file_format")));
        Assert.Contains(listed["domaindata_list"]!.AsArray(), d => Text(d!, "domaindata_id") == "t1");
        Assert.Equal(0, deleted["status"]!["code"]!.GetValue<int>());
        Assert.Equal(11506, gone["status"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task Data_on_an_unknown_source_is_11806()
    {
        JsonNode answer = await api.PostAsync("/api/v1/domaindata/create", """{"domain_id":"alice","type":"table","relative_uri":"a.csv","datasource_id":"nowhere"}""");

        Assert.Equal(11806, answer["status"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task Grant_is_created_once_and_told_with_its_limit()
    {
        await api.PostAsync("/api/v1/domaindata/create", """{"domain_id":"alice","domaindata_id":"t2","type":"table","relative_uri":"a.csv","datasource_id":"local"}""");
        const string grant = """
            {"domain_id":"alice","domaindatagrant_id":"g1","domaindata_id":"t2","grant_domain":"bob","limit":{"expiration_time":"1893456000000000000","use_count":3},"description":{"k":"v"}}
            """;

        JsonNode first = await api.PostAsync("/api/v1/domaindatagrant/create", grant);
        JsonNode second = await api.PostAsync("/api/v1/domaindatagrant/create", grant);
        JsonNode asked = (await api.PostAsync("/api/v1/domaindatagrant/query", """{"domain_id":"alice","domaindatagrant_id":"g1"}"""))["data"]!["data"]!;

        Assert.Equal("g1", first["data"]!["domaindatagrant_id"]!.GetValue<string>());
        Assert.Equal(11700, second["status"]!["code"]!.GetValue<int>());
        Assert.Equal(("bob", "1893456000000000000"), (Text(asked, "grant_domain"), Text(asked["limit"]!, "expiration_time")));
    }

    [Theory]
    [InlineData("""{"domain_id":"alice","domaindata_id":"missing","grant_domain":"bob"}""", "domaindata [missing] not exists")]
    [InlineData("""{"domain_id":"alice","domaindata_id":"t2","grant_domain":"alice"}""", "grantdomain can't be self")]
    public async Task Grant_of_nothing_or_to_oneself_is_11100(string body, string message)
    {
        JsonNode answer = await api.PostAsync("/api/v1/domaindatagrant/create", body);

        Assert.Equal(11100, answer["status"]!["code"]!.GetValue<int>());
        Assert.Contains(message, answer["status"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_leaves_out_what_does_not_exist()
    {
        await api.PostAsync("/api/v1/domaindata/create", """{"domain_id":"alice","domaindata_id":"t3","type":"table","relative_uri":"a.csv","datasource_id":"local"}""");

        JsonNode data = (await api.PostAsync("/api/v1/domaindata/batchQuery", """{"data":[{"domain_id":"alice","domaindata_id":"t3"},{"domain_id":"alice","domaindata_id":"no"}]}"""))["data"]!;

        Assert.Equal("t3", Text(Assert.Single(data["domaindata_list"]!.AsArray())!, "domaindata_id"));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("var/storage/data/../../../other")]
    [InlineData("evilvar/storage/data")]
    public async Task Delete_with_raw_removes_nothing_of_a_source_outside_the_place_of_the_node(string place)
    {
        string root = Directory.CreateTempSubdirectory("kuscia-raw-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "var", "storage", "data"));
            string folder = Directory.CreateDirectory(Path.GetFullPath(Path.Combine(root, place))).FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, "in.csv"), "a");
            string id = $"raw-{Guid.NewGuid():N}";
            await api.PostAsync("/api/v1/domaindatasource/create", $$$$$"""{"domain_id":"alice","datasource_id":"{{{{{id}}}}}","type":"localfs","info":{"localfs":{"path":"{{{{{root}}}}}/{{{{{place}}}}}"}}}""");
            await api.PostAsync("/api/v1/domaindata/create", $$$"""{"domain_id":"alice","domaindata_id":"{{{id}}}","type":"table","relative_uri":"in.csv","datasource_id":"{{{id}}}"}""");

            (int code, string message) = await api.OutcomeAsync("/api/v1/domaindata/deleteDataAndRaw", $$$"""{"domain_id":"alice","domaindata_id":"{{{id}}}"}""");

            Assert.Equal((11501, $"invalid base path: {folder}, must be within var/storage/data"), (code, message));
            Assert.True(File.Exists(Path.Combine(folder, "in.csv")));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Delete_with_raw_removes_the_file_and_never_one_outside_the_source()
    {
        string root = Directory.CreateTempSubdirectory("kuscia-raw-").FullName;
        string folder = Directory.CreateDirectory(Path.Combine(root, "var", "storage", "data")).FullName;
        string outside = Path.Combine(root, "var", "storage", "outside.csv");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "in.csv"), "a");
            await File.WriteAllTextAsync(outside, "a");
            await api.PostAsync("/api/v1/domaindatasource/create", $$$$$"""{"domain_id":"alice","datasource_id":"raw","type":"localfs","info":{"localfs":{"path":"{{{{{folder}}}}}"}}}""");
            await api.PostAsync("/api/v1/domaindata/create", """{"domain_id":"alice","domaindata_id":"in","type":"table","relative_uri":"in.csv","datasource_id":"raw"}""");
            await api.PostAsync("/api/v1/domaindata/create", $$$"""{"domain_id":"alice","domaindata_id":"out","type":"table","relative_uri":"../{{{Path.GetFileName(outside)}}}","datasource_id":"raw"}""");

            (int inside, string why) = await api.OutcomeAsync("/api/v1/domaindata/deleteDataAndRaw", """{"domain_id":"alice","domaindata_id":"in"}""");
            (int escaped, string message) = await api.OutcomeAsync("/api/v1/domaindata/deleteDataAndRaw", """{"domain_id":"alice","domaindata_id":"out"}""");

            Assert.True(inside == 0, why);
            Assert.False(File.Exists(Path.Combine(folder, "in.csv")));
            Assert.Equal(11501, escaped);
            Assert.Contains("must not escape the base path", message, StringComparison.Ordinal);
            Assert.True(File.Exists(outside));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task Grant_is_updated_as_a_whole_but_not_to_other_data()
    {
        await api.PostAsync("/api/v1/domaindata/create", """{"domain_id":"alice","domaindata_id":"t4","type":"table","relative_uri":"a.csv","datasource_id":"local"}""");
        await api.PostAsync("/api/v1/domaindata/create", """{"domain_id":"alice","domaindata_id":"t5","type":"table","relative_uri":"a.csv","datasource_id":"local"}""");
        await api.PostAsync("/api/v1/domaindatagrant/create", """{"domain_id":"alice","domaindatagrant_id":"g4","domaindata_id":"t4","grant_domain":"bob","limit":{"use_count":3}}""");

        (int code, _) = await api.OutcomeAsync("/api/v1/domaindatagrant/update", """{"domain_id":"alice","domaindatagrant_id":"g4","domaindata_id":"t4","grant_domain":"carol","description":{"k":"v"}}""");
        (int moved, string message) = await api.OutcomeAsync("/api/v1/domaindatagrant/update", """{"domain_id":"alice","domaindatagrant_id":"g4","domaindata_id":"t5","grant_domain":"carol"}""");
        JsonNode listed = (await api.PostAsync("/api/v1/domaindatagrant/list", """{"data":{"domain_id":"alice","grant_domain":"carol"}}"""))["data"]!["domaindatagrant_list"]!;

        Assert.Equal((0, 11100), (code, moved));
        Assert.StartsWith("domaindataid can't be changed.", message, StringComparison.Ordinal);
        JsonNode grant = Assert.Single(listed.AsArray())!["data"]!;
        Assert.Equal(("g4", "carol"), (Text(grant, "domaindatagrant_id"), Text(grant, "grant_domain")));
        DomainDataGrant? stored = await api.Store.GetAsync(Kinds.DomainDataGrant, new ResourceName("alice", "g4"), CancellationToken.None);
        Assert.Equal("v", stored?.Spec?.Description?["k"]);
        Assert.Null(grant["limit"]);
    }

    [Fact]
    public async Task Grant_batch_answers_item_by_item()
    {
        await api.PostAsync("/api/v1/domaindata/create", """{"domain_id":"alice","domaindata_id":"t6","type":"table","relative_uri":"a.csv","datasource_id":"local"}""");
        await api.PostAsync("/api/v1/domaindatagrant/create", """{"domain_id":"alice","domaindatagrant_id":"g6","domaindata_id":"t6","grant_domain":"bob"}""");

        JsonNode answer = await api.PostAsync(
            "/api/v1/domaindatagrant/batchQuery", """{"data":[{"domain_id":"alice","domaindatagrant_id":"g6"},{"domain_id":"alice","domaindatagrant_id":"none"}]}""");

        JsonNode status = answer["status"]!;
        Assert.Equal((11702, "BatchQuery has error. Empty/Error/Total(0/1/2)"), (status["code"]!.GetValue<int>(), Text(status, "message")));
        Assert.Equal([0, 11705], status["details"]!.AsArray().Select(d => d!["code"]!.GetValue<int>()));
        Assert.Equal("type.googleapis.com/kuscia.proto.api.v1alpha1.Status", Text(status["details"]![1]!, "@type"));
        Assert.Equal("g6", Text(answer["data"]![0]!["data"]!, "domaindatagrant_id"));
        Assert.Null(answer["data"]![1]!["data"]);
    }

    [Fact]
    public async Task Grant_with_bad_ids_touches_no_collection()
    {
        (int code, string message) = await api.OutcomeAsync("/api/v1/domaindatagrant/delete", """{"domain_id":"alice"}""");

        Assert.Equal((11703, "resource name may not be empty"), (code, message));
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    [Fact]
    public async Task What_the_node_itself_needs_cannot_be_deleted()
    {
        (int source, string why) = await api.OutcomeAsync("/api/v1/domaindatasource/delete", """{"domain_id":"alice","datasource_id":"default-data-source"}""");
        (int image, string reason) = await api.OutcomeAsync("/api/v1/appimage/delete", """{"name":"secretflow-image"}""");
        (int domain, _) = await api.OutcomeAsync("/api/v1/domain/delete", """{"domain_id":"alice"}""");

        Assert.Equal((11804, 13103, 11304), (source, image, domain));
        Assert.StartsWith("default-data-source is the built-in source of alice", why, StringComparison.Ordinal);
        Assert.StartsWith("secretflow-image is the built-in engine of this node", reason, StringComparison.Ordinal);
    }
}
