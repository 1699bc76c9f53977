using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.DataMesh.Tests;

/// <summary>A task registers new ids for new paths, and changes what it has registered itself.</summary>
public sealed class TaskOutputTests
{
    private const string Base = "/api/v1/datamesh/";

    [Theory]
    [InlineData("domaindata/create", """{"domaindata_id":"victim","type":"table","relative_uri":"new.csv"}""", "domaindata victim exists and was not made by task task-1")]
    [InlineData("domaindata/create", """{"domaindata_id":"of-task-2","type":"table","relative_uri":"new.csv"}""", "was not made by task task-1")]
    [InlineData("domaindata/create", """{"domaindata_id":"new","type":"table","relative_uri":"victim.csv"}""", "belongs to domaindata victim")]
    [InlineData("domaindata/create", """{"domaindata_id":"new","type":"table","relative_uri":"/./victim.csv"}""", "belongs to domaindata victim")]
    [InlineData("domaindata/create", """{"type":"table","relative_uri":"victim.csv/part"}""", "belongs to domaindata victim")]
    [InlineData("domaindata/create", """{"domaindata_id":"new","type":"table","relative_uri":"../../etc/passwd"}""", "leads out of its data source")]
    [InlineData("domaindata/update", """{"domaindata_id":"victim","relative_uri":"new.csv"}""", "was not made by task task-1")]
    [InlineData("domaindata/update", """{"domaindata_id":"mine","relative_uri":"victim.csv"}""", "belongs to domaindata victim")]
    [InlineData("domaindata/delete", """{"domaindata_id":"victim"}""", "was not made by task task-1")]
    [InlineData("domaindatagrant/create", """{"domaindatagrant_id":"g","domaindata_id":"victim","grant_domain":"bob"}""", "was not made by task task-1")]
    [InlineData("domaindatagrant/update", """{"domaindatagrant_id":"owners","domaindata_id":"victim","grant_domain":"carol"}""", "was not made by task task-1")]
    [InlineData("domaindatagrant/delete", """{"domaindatagrant_id":"owners"}""", "was not made by task task-1")]
    public async Task What_others_have_registered_stays_as_it_is(string path, string body, string fault)
    {
        await using MeshWorld world = await StartAsync();
        string before = await StateAsync(world);

        JsonObject answer = await world.CallAsPodAsync("task-1-0", Base + path, body);

        Assert.NotEqual(0, (int)answer["status"]!["code"]!);
        Assert.Contains(fault, (string?)answer["status"]!["message"], StringComparison.Ordinal);
        Assert.Equal(before, await StateAsync(world));
    }

    [Theory]
    [InlineData("domaindata/create", """{"domaindata_id":"mine","type":"table","relative_uri":"mine.csv","name":"again"}""")]
    [InlineData("domaindata/create", """{"domaindata_id":"more","type":"table","relative_uri":"more.csv"}""")]
    [InlineData("domaindata/update", """{"domaindata_id":"mine","relative_uri":"other.csv"}""")]
    [InlineData("domaindata/delete", """{"domaindata_id":"mine"}""")]
    [InlineData("domaindatagrant/create", """{"domaindatagrant_id":"g","domaindata_id":"mine","grant_domain":"bob"}""")]
    public async Task A_task_has_its_way_with_its_own(string path, string body)
    {
        await using MeshWorld world = await StartAsync();

        JsonObject answer = await world.CallAsPodAsync("task-1-0", Base + path, body);

        Assert.Equal(0, (int)answer["status"]!["code"]!);
    }

    [Theory]
    [InlineData("domaindata/create", """{"domaindata_id":"squatted","type":"table","relative_uri":"s.csv"}""")]
    [InlineData("domaindata/create", """{"domaindata_id":"squatted","type":"table","relative_uri":"of-bob.csv"}""")]
    public async Task A_copy_of_a_partners_table_gives_way_to_what_a_task_registers(string path, string body)
    {
        await using MeshWorld world = await StartAsync();
        await world.Client.CreateAsync(
            Kinds.DomainData,
            new DomainData
            {
                Metadata = new ObjectMeta { Namespace = "alice", Name = "squatted", Annotations = new Dictionary<string, string> { [WellKnownAnnotations.InitiatorMasterDomain] = "bob" } },
                Spec = new DomainDataSpec { Author = "bob", Name = "x", Type = "table", RelativeURI = "of-bob.csv", DataSource = "default-data-source" },
            },
            default);

        JsonObject answer = await world.CallAsPodAsync("task-1-0", Base + path, body);

        DomainData? data = await world.Client.GetAsync(Kinds.DomainData, new ResourceName("alice", "squatted"), default);
        Assert.Equal(0, (int)answer["status"]!["code"]!);
        Assert.Equal(("alice", "task-1", (string?)null), (data!.Spec!.Author, data.Metadata.Annotation(WellKnownAnnotations.TaskId), data.Metadata.Annotation(WellKnownAnnotations.InitiatorMasterDomain)));
    }

    [Fact]
    public async Task Who_made_a_domaindata_is_noted_and_cannot_be_claimed()
    {
        await using MeshWorld world = await StartAsync();

        await world.CallAsPodAsync("task-1-0", Base + "domaindata/create", """{"domaindata_id":"claimed","type":"table","relative_uri":"c.csv","attributes":{"task_id":"task-9"}}""");
        await world.CallAsPodAsync("gone-pod", Base + "domaindata/create", """{"domaindata_id":"strange","type":"table","relative_uri":"s.csv"}""");

        DomainData? claimed = await world.Client.GetAsync(Kinds.DomainData, new ResourceName("alice", "claimed"), default);
        DomainData? strange = await world.Client.GetAsync(Kinds.DomainData, new ResourceName("alice", "strange"), default);
        Assert.Equal("task-1", claimed!.Metadata.Annotation(WellKnownAnnotations.TaskId));
        Assert.Equal("gone-pod", strange!.Metadata.Annotation(WellKnownAnnotations.TaskId));
    }

    private static async Task<MeshWorld> StartAsync()
    {
        MeshWorld world = await MeshWorld.StartAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        await world.Client.WatchAsync(Kinds.DomainDataSource, MeshWorld.Domain, ListOptions.All, limit.Token).FirstAsync(limit.Token);
        foreach (string task in (string[])["task-1", "task-2"])
        {
            await world.Client.CreateAsync(Kinds.Pod, new Pod
            {
                Metadata = new ObjectMeta { Namespace = "alice", Name = $"{task}-0", Annotations = new Dictionary<string, string> { [WellKnownAnnotations.TaskId] = task } },
            }, default);
        }

        await world.CallAsync(Base + "domaindata/create", """{"domaindata_id":"victim","type":"table","relative_uri":"victim.csv"}""");
        await world.CallAsync(Base + "domaindatagrant/create", """{"domaindatagrant_id":"owners","domaindata_id":"victim","grant_domain":"bob"}""");
        await world.CallAsPodAsync("task-1-0", Base + "domaindata/create", """{"domaindata_id":"mine","type":"table","relative_uri":"mine.csv"}""");
        await world.CallAsPodAsync("task-2-0", Base + "domaindata/create", """{"domaindata_id":"of-task-2","type":"table","relative_uri":"two.csv"}""");
        return world;
    }

    private static async Task<string> StateAsync(MeshWorld world) => string.Join(
        ';',
        (await world.Client.ListAsync(Kinds.DomainData, null, ListOptions.All, default)).Items.Select(d => $"{d.Identity}@{d.Metadata.ResourceVersion}")
            .Concat((await world.Client.ListAsync(Kinds.DomainDataGrant, null, ListOptions.All, default)).Items.Select(g => $"{g.Identity}@{g.Metadata.ResourceVersion}")));
}
