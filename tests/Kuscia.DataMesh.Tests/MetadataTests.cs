using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Identity;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.DataMesh.Tests;

public class MetadataTests
{
    private const string Base = "/api/v1/datamesh/";

    private static async Task<DomainDataSource> WaitForDefaultAsync(MeshWorld world)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await foreach (WatchEvent<DomainDataSource> change in world.Client.WatchAsync(Kinds.DomainDataSource, MeshWorld.Domain, ListOptions.All, limit.Token))
        {
            if (change.Resource.Metadata.Name == "default-data-source")
            {
                return change.Resource;
            }
        }

        throw new TimeoutException("the default data source was not made");
    }

    private static async Task<MeshWorld> StartReadyAsync()
    {
        MeshWorld world = await MeshWorld.StartAsync();
        await WaitForDefaultAsync(world);
        return world;
    }

    [Fact]
    public async Task Default_source_comes_back_when_somebody_deletes_it()
    {
        await using MeshWorld world = await MeshWorld.StartAsync();
        DomainDataSource first = await WaitForDefaultAsync(world);

        Assert.True(await world.Client.DeleteAsync(Kinds.DomainDataSource, first.Identity, null, CancellationToken.None));

        DomainDataSource second = await WaitForDefaultAsync(world);
        Assert.NotEqual(first.Metadata.Uid, second.Metadata.Uid);
    }

    [Fact]
    public async Task Default_source_is_made_encrypted_and_its_query_returns_the_directory()
    {
        await using MeshWorld world = await MeshWorld.StartAsync();
        DomainDataSource source = await WaitForDefaultAsync(world);

        JsonObject answer = await world.CallAsync(Base + "domaindatasource/query", """{"datasource_id":"default-data-source"}""");

        string directory = Path.Combine(world.Root, "var", "storage", "data");
        Assert.Equal(directory, (string?)answer["data"]!["info"]!["localfs"]!["path"]);
        Assert.Equal("Available", (string?)answer["data"]!["status"]);
        Assert.True((bool)answer["data"]!["access_directly"]!);
        Assert.True(Directory.Exists(directory));
        string plain = System.Text.Encoding.UTF8.GetString(DomainCipher.Decrypt(world.Identity.PrivateKey, source.Spec!.Data!["encryptedInfo"]));
        Assert.Equal($$$"""{"localfs":{"path":"{{{directory}}}"}}""", plain);
    }

    [Fact]
    public async Task Default_source_is_tried_until_the_server_answers()
    {
        await using MeshWorld world = await MeshWorld.StartAsync(reachable: false);

        world.Client.Unreachable = false;

        DomainDataSource source = await WaitForDefaultAsync(world);
        Assert.Equal("localfs", source.Spec!.Type);
    }

    [Fact]
    public async Task Domaindata_goes_through_its_life()
    {
        await using MeshWorld world = await StartReadyAsync();

        JsonObject created = await world.CallAsync(Base + "domaindata/create", """
            {"domaindata_id":"psi-output","name":"out","type":"table","relativeUri":"psi-output.csv","vendor":"secretflow",
             "columns":[{"name":"id1","type":"str"},{"name":"age","type":"float","comment":null,"not_nullable":true}],"attributes":{"a":"b"},"file_format":"CSV","unknown":1}
            """);
        Assert.Equal("psi-output", (string?)created["data"]!["domaindata_id"]);

        JsonObject updated = await world.CallAsync(Base + "domaindata/update", """{"domaindata_id":"psi-output","name":"renamed"}""");
        Assert.Equal(0, (int)updated["status"]!["code"]!);

        JsonObject data = (await world.CallAsync(Base + "domaindata/query", """{"domaindata_id":"psi-output"}"""))["data"]!.AsObject();
        Assert.Equal("renamed", (string?)data["name"]);
        Assert.Equal("psi-output.csv", (string?)data["relative_uri"]);
        Assert.Equal("default-data-source", (string?)data["datasource_id"]);
        Assert.Equal("CSV", (string?)data["file_format"]);
        Assert.Equal("alice", (string?)data["author"]);
        Assert.True((bool)data["columns"]![1]!["not_nullable"]!);
        DomainData? stored = await world.Client.GetAsync(Kinds.DomainData, new ResourceName("alice", "psi-output"), CancellationToken.None);
        Assert.Equal("table", stored!.Metadata.Label(WellKnownLabels.DomainDataType));
        Assert.Equal("secretflow", stored.Metadata.Label(WellKnownLabels.DomainDataVendor));

        JsonObject deleted = await world.CallAsync(Base + "domaindata/delete", """{"domaindata_id":"psi-output"}""");
        Assert.Equal(0, (int)deleted["status"]!["code"]!);
        JsonObject missing = await world.CallAsync(Base + "domaindata/query", """{"domaindata_id":"psi-output"}""");
        Assert.Equal(12201, (int)missing["status"]!["code"]!);
        Assert.Null(missing["data"]);
    }

    [Fact]
    public async Task Create_of_existing_data_updates_it_and_an_id_is_made_when_none_is_given()
    {
        await using MeshWorld world = await StartReadyAsync();
        const string Path = Base + "domaindata/create";

        await world.CallAsync(Path, """{"domaindata_id":"t","type":"table","relative_uri":"a.csv"}""");
        JsonObject again = await world.CallAsync(Path, """{"domaindata_id":"t","type":"table","relative_uri":"b.csv"}""");
        JsonObject made = await world.CallAsync(Path, """{"type":"table","relative_uri":"dir/alice.csv"}""");

        Assert.Equal(0, (int)again["status"]!["code"]!);
        DomainData? stored = await world.Client.GetAsync(Kinds.DomainData, new ResourceName("alice", "t"), CancellationToken.None);
        Assert.Equal("b.csv", stored!.Spec!.RelativeURI);
        Assert.Matches("^alicecsv-[0-9a-f]{32}$", (string?)made["data"]!["domaindata_id"]);
    }

    [Theory]
    [InlineData("""{"type":"table"}""", "relative uri should not be empty")]
    [InlineData("""{"relative_uri":"a"}""", "type should not be empty")]
    [InlineData("""{}""", "relative uri should not be empty;type should not be empty")]
    public async Task What_is_missing_is_told_in_a_flat_fault(string body, string message)
    {
        await using MeshWorld world = await StartReadyAsync();

        JsonObject answer = await world.CallAsync(Base + "domaindata/create", body);

        Assert.Equal($$"""{"code":12100,"message":"{{message}}"}""", answer.ToJsonString());
    }

    [Fact]
    public async Task Bad_id_is_told_in_the_whole_envelope()
    {
        await using MeshWorld world = await StartReadyAsync();

        JsonObject answer = await world.CallAsync(Base + "domaindata/create", """{"domaindata_id":"T!","type":"table","relative_uri":"a"}""");

        Assert.Equal(12100, (int)answer["status"]!["code"]!);
        Assert.True(answer.ContainsKey("data"));
    }

    [Fact]
    public async Task Unknown_source_and_unsupported_column_have_their_code()
    {
        await using MeshWorld world = await StartReadyAsync();
        DomainDataSource oss = new() { Metadata = new ObjectMeta { Namespace = "alice", Name = "oss" }, Spec = new DomainDataSourceSpec { Name = "oss", Type = "oss" } };
        await world.Client.CreateAsync(Kinds.DomainDataSource, oss, CancellationToken.None);

        JsonObject unknown = await world.CallAsync(Base + "domaindata/create", """{"type":"table","relative_uri":"a","datasource_id":"nowhere"}""");
        JsonObject column = await world.CallAsync(Base + "domaindata/create", """{"type":"table","relative_uri":"a","datasource_id":"oss","columns":[{"name":"c","type":"complex"}]}""");

        Assert.Equal(12306, (int)unknown["status"]!["code"]!);
        Assert.Equal(12306, (int)column["status"]!["code"]!);
        Assert.Contains("Type=complex", (string?)column["status"]!["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grant_is_signed_and_owned_by_its_data()
    {
        await using MeshWorld world = await StartReadyAsync();
        await world.CallAsync(Base + "domaindata/create", """{"domaindata_id":"t","type":"table","relative_uri":"a.csv"}""");

        JsonObject created = await world.CallAsync(Base + "domaindatagrant/create", """
            {"domaindatagrant_id":"g","domaindata_id":"t","grant_domain":"bob","limit":{"expiration_time":"1900000000000000000","use_count":3,"components":["psi"]},"description":{"k":"v"}}
            """);

        Assert.Equal("g", (string?)created["data"]!["domaindatagrant_id"]);
        DomainDataGrant? stored = await world.Client.GetAsync(Kinds.DomainDataGrant, new ResourceName("alice", "g"), CancellationToken.None);
        Assert.True(GrantSignature.Verify(world.Identity.PrivateKey, stored!.Spec!));
        Assert.Equal("t", Assert.Single(stored.Metadata.OwnerReferences!).Name);
        JsonObject queried = (await world.CallAsync(Base + "domaindatagrant/query", """{"domaindatagrant_id":"g"}"""))["data"]!.AsObject();
        Assert.Equal("1900000000000000000", (string?)queried["limit"]!["expiration_time"]);
        Assert.Equal("bob", (string?)queried["grant_domain"]);

        JsonObject updated = await world.CallAsync(Base + "domaindatagrant/update", """{"domaindatagrant_id":"g","domaindata_id":"t","grant_domain":"carol"}""");
        Assert.Equal(0, (int)updated["status"]!["code"]!);
        stored = await world.Client.GetAsync(Kinds.DomainDataGrant, new ResourceName("alice", "g"), CancellationToken.None);
        Assert.Equal("carol", stored!.Spec!.GrantDomain);
        Assert.Null(stored.Spec.Limit);
        Assert.True(GrantSignature.Verify(world.Identity.PrivateKey, stored.Spec));
    }

    [Fact]
    public async Task Grant_to_oneself_and_of_unknown_data_is_refused()
    {
        await using MeshWorld world = await StartReadyAsync();

        JsonObject self = await world.CallAsync(Base + "domaindatagrant/create", """{"domaindata_id":"t","grant_domain":"alice"}""");
        JsonObject unknown = await world.CallAsync(Base + "domaindatagrant/create", """{"domaindata_id":"t","grant_domain":"bob"}""");

        Assert.Equal((12100, "grantdomain can't be self"), ((int)self["status"]!["code"]!, (string?)self["status"]!["message"]));
        Assert.Equal((12100, "domaindata [t] not exists"), ((int)unknown["status"]!["code"]!, (string?)unknown["status"]!["message"]));
    }
}
