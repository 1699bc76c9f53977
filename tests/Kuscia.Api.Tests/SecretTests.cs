using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Api.Tests;

/// <summary>Credentials on their whole way: stored value, log of calls, error texts, and who may read them back.</summary>
public class SecretTests
{
    private const string Secret = "sup3r-s3cret-value";
    private const string Source = "/api/v1/domaindatasource/";

    private static string Oss(string id) =>
        $$$$$"""{"domain_id":"alice","datasource_id":"{{{{{id}}}}}","type":"oss","info":{"oss":{"endpoint":"http://s3","bucket":"/b/","prefix":"p/","access_key_id":"{{{{{Secret}}}}}","access_key_secret":"{{{{{Secret}}}}}"}}}""";

    private static string Database(string id, string type) =>
        $$$$$"""{"domain_id":"alice","datasource_id":"{{{{{id}}}}}","type":"{{{{{type}}}}}","info":{"database":{"endpoint":"h:3306","user":"u","password":"{{{{{Secret}}}}}","database":"d"}}}""";

    [Fact]
    public async Task Stored_objects_hold_no_credential_in_clear()
    {
        await using Owned api = await Owned.StartAsync();
        await api.PostAsync(Source + "create", Oss("o"));
        await api.PostAsync(Source + "create", Database("m", "mysql"));
        await api.PostAsync(Source + "update", Database("m", "postgresql"));
        await api.PostAsync("/api/v1/config/create", $$$"""{"data":[{"key":"k","value":"{{{Secret}}}"}]}""");

        string[] stored =
        [
            .. (await api.Store.ListAsync(Kinds.DomainDataSource.AsJson(), null, Client.Resources.ListOptions.All, CancellationToken.None)).Items.Select(i => Text(i)),
            .. (await api.Store.ListAsync(Kinds.ConfigMap.AsJson(), null, Client.Resources.ListOptions.All, CancellationToken.None)).Items.Select(i => Text(i)),
        ];

        Assert.Equal(3, stored.Length);
        Assert.All(stored, s => Assert.DoesNotContain(Secret, s, StringComparison.Ordinal));
        Assert.Contains(stored, s => s.Contains("encryptedInfo", StringComparison.Ordinal));

        static string Text(JsonResource resource) => System.Text.Json.JsonSerializer.Serialize(resource, Model.ModelJsonContext.Default.JsonResource);
    }

    [Fact]
    public async Task Log_of_calls_holds_no_credential_and_no_body_of_config_and_certificates()
    {
        await using Owned api = await Owned.StartAsync();
        await api.PostAsync(Source + "create", Oss("o"));
        await api.PostAsync(Source + "create", $$$$$"""{"domainId":"alice","type":"oss","info":{"oss":{"accessKeySecret":"{{{{{Secret}}}}}","accessKeyId":"{{{{{Secret}}}}}"}}}""");
        await api.PostAsync(Source + "create", Database("m", "mysql"));
        await api.PostAsync(Source + "query", """{"domain_id":"alice","datasource_id":"o"}""");
        await api.PostAsync(Source + "list", """{"domain_id":"alice"}""");
        await api.PostAsync("/api/v1/config/create", $$$"""{"data":[{"key":"k","value":"{{{Secret}}}"}]}""");
        await api.PostAsync("/api/v1/config/query", """{"key":"k"}""");
        await api.PostAsync("/api/v1/job/query", "{\"password\":\"" + Secret + "\",");
        string key = (await api.PostAsync("/api/v1/certificate/generate", """{"common_name":"app"}"""))["key"]!.GetValue<string>();

        string log = await api.EndAndReadLogAsync();

        Assert.Contains("POST /api/v1/domaindatasource/create 200", log, StringComparison.Ordinal);
        Assert.Contains("\"password\":\"***\"", log, StringComparison.Ordinal);
        Assert.Contains("caller=master", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, log, StringComparison.Ordinal);
        Assert.DoesNotContain(key[..60], log, StringComparison.Ordinal);
        Assert.Matches("POST /api/v1/config/query 200 [0-9.]+ms .*request=\\(not logged\\) response=\\(not logged\\)", log);
    }

    [Fact]
    public async Task Source_is_updated_batch_queried_listed_and_deleted()
    {
        await using Owned api = await Owned.StartAsync();
        await api.PostAsync(Source + "create", Oss("o"));
        await api.PostAsync(Source + "create", Database("m", "mysql"));

        Assert.Equal(0, Code(await api.PostAsync(Source + "update", """{"domain_id":"alice","datasource_id":"m","name":"renamed","access_directly":true}""")));
        JsonNode batch = (await api.PostAsync(Source + "batchQuery", """{"data":[{"domain_id":"alice","datasource_id":"m"},{"domain_id":"alice","datasource_id":"o"}]}"""))["data"]!["datasource_list"]!;
        JsonNode list = (await api.PostAsync(Source + "list", """{"domain_id":"alice"}"""))["data"]!["datasource_list"]!;
        Assert.Equal(("renamed", true, Secret), (Text(batch[0]!, "name"), batch[0]!["access_directly"]!.GetValue<bool>(), Text(batch[0]!["info"]!["database"]!, "password")));
        Assert.Equal("b", Text(batch[1]!["info"]!["oss"]!, "bucket"));
        Assert.Equal(2, list.AsArray().Count);
        Assert.Equal(0, Code(await api.PostAsync(Source + "delete", """{"domain_id":"alice","datasource_id":"m"}""")));
        Assert.Equal(0, Code(await api.PostAsync(Source + "delete", """{"domain_id":"alice","datasource_id":"m"}""")));
        Assert.Equal(11803, Code(await api.PostAsync(Source + "batchQuery", """{"data":[{"domain_id":"alice","datasource_id":"m"}]}""")));
        Assert.Equal(11806, Code(await api.PostAsync(Source + "update", """{"domain_id":"alice","datasource_id":"m","name":"x"}""")));
    }

    [Fact]
    public async Task Info_of_a_config_entry_is_read_until_new_info_takes_its_place()
    {
        await using Owned api = await Owned.StartAsync();
        await api.PostAsync("/api/v1/config/create", $$$"""{"data":[{"key":"db","value":"{\"endpoint\":\"h:1\",\"database\":\"x\",\"password\":\"{{{Secret}}}\"}"}]}""");

        int unknown = Code(await api.PostAsync(Source + "create", """{"domain_id":"alice","datasource_id":"d","type":"mysql","info_key":"none"}"""));
        int created = Code(await api.PostAsync(Source + "create", """{"domain_id":"alice","datasource_id":"d","type":"mysql","info_key":"db"}"""));
        JsonNode byKey = (await api.PostAsync(Source + "query", """{"domain_id":"alice","datasource_id":"d"}"""))["data"]!;
        await api.PostAsync(Source + "update", """{"domain_id":"alice","datasource_id":"d","type":"mysql","info":{"database":{"endpoint":"h:2","database":"y"}}}""");
        JsonNode byInfo = (await api.PostAsync(Source + "query", """{"domain_id":"alice","datasource_id":"d"}"""))["data"]!;

        Assert.Equal((11800, 0), (unknown, created));
        Assert.Equal(("db", Secret), (Text(byKey, "info_key"), Text(byKey["info"]!["database"]!, "password")));
        Assert.Equal(("", "h:2"), (Text(byInfo, "info_key"), Text(byInfo["info"]!["database"]!, "endpoint")));
    }

    [Fact]
    public async Task Source_stored_with_another_key_is_told_without_its_content()
    {
        await using Owned api = await Owned.StartAsync();
        await api.PostAsync(Source + "create", Oss("o"));
        await api.Store.PatchAsync(
            Kinds.DomainDataSource, new ResourceName("alice", "o"), new JsonObject { ["spec"] = new JsonObject { ["data"] = new JsonObject { ["encryptedInfo"] = Convert.ToBase64String(new byte[256]) } } }, null, CancellationToken.None);

        JsonNode answer = await api.PostAsync(Source + "query", """{"domain_id":"alice","datasource_id":"o"}""");

        Assert.Equal(11802, Code(answer));
        Assert.Contains("data source o", answer["status"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Master_tells_sources_without_info_and_makes_none()
    {
        await using Owned api = await Owned.StartAsync(options => options with { ControlPlaneOnly = true });
        Model.Resources.DomainDataSource source = new() { Metadata = new ObjectMeta { Namespace = "bob", Name = "s" }, Spec = new Model.Resources.DomainDataSourceSpec { Name = "s", Type = "localfs", Data = new Dictionary<string, string> { ["encryptedInfo"] = "x" } } };
        await api.Store.CreateAsync(Kinds.DomainDataSource, source, CancellationToken.None);

        JsonNode told = await api.PostAsync(Source + "query", """{"domain_id":"bob","datasource_id":"s"}""");
        JsonNode made = await api.PostAsync(Source + "create", Oss("o"));

        Assert.Equal((0, 11100), (Code(told), Code(made)));
        Assert.Null(told["data"]!["info"]);
    }

    [Fact]
    public async Task Config_is_created_once_updated_read_and_deleted()
    {
        await using Owned api = await Owned.StartAsync();
        int created = Code(await api.PostAsync("/api/v1/config/create", """{"data":[{"key":"a","value":"1"},{"key":"b","value":""}]}"""));
        int again = Code(await api.PostAsync("/api/v1/config/create", """{"data":[{"key":"c","value":"3"},{"key":"a","value":"2"}]}"""));
        int updated = Code(await api.PostAsync("/api/v1/config/update", """{"data":[{"key":"a","value":"2"},{"key":"d","value":"4"}]}"""));
        JsonNode one = await api.PostAsync("/api/v1/config/query", """{"key":"a"}""");
        JsonNode all = await api.PostAsync("/api/v1/config/batchQuery", """{"keys":["a","b","c","d"]}""");
        int deleted = Code(await api.PostAsync("/api/v1/config/delete", """{"keys":["a","none"]}"""));
        JsonNode gone = await api.PostAsync("/api/v1/config/query", """{"key":"a"}""");
        int bad = Code(await api.PostAsync("/api/v1/config/create", """{"data":[{"key":"","value":"1"}]}"""));

        Assert.Equal((0, 11900, 0, 0, 11100), (created, again, updated, deleted, bad));
        Assert.Equal(("a", "2"), (Text(one, "key"), Text(one, "value")));
        Assert.Equal(["2", "", "", "4"], all["data"]!.AsArray().Select(e => Text(e!, "value")));
        Assert.Equal("", Text(gone, "value"));
    }

    [Fact]
    public async Task Two_writers_of_config_lose_nothing()
    {
        await using Owned api = await Owned.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => api.PostAsync("/api/v1/config/create", $$$"""{"data":[{"key":"k{{{i}}}","value":"{{{i}}}"}]}""")));

        ConfigMap? map = await api.Store.GetAsync(Kinds.ConfigMap, new ResourceName("alice", "domain-config"), CancellationToken.None);
        Assert.Equal(16, map?.Data?.Count);
    }

    private static int Code(JsonNode answer) => answer["status"]!["code"]!.GetValue<int>();

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
