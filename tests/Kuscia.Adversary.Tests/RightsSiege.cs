using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;

namespace Kuscia.Adversary.Tests;

/// <summary>alice, a real node with things worth stealing in every namespace; bob, who attacks with his key; carol, another partner.</summary>
public sealed class RightsSiege : IAsyncLifetime
{
    /// <summary>Stands in every object that is none of bob's business.</summary>
    internal const string Marker = "worth-stealing-7d1f";

    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-adversary-").FullName;
    private readonly PartnerKey _bobKey = PartnerKey.Create("bob");
    private Victim? _alice;
    private Intruder? _bob;

    internal Victim Alice => _alice ?? throw new InvalidOperationException("not started");

    internal Intruder Bob => _bob ?? throw new InvalidOperationException("not started");

    internal IReadOnlyList<ApiResource> Resources { get; private set; } = [];

    public async Task InitializeAsync()
    {
        NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        _alice = new Victim(node);
        await node.StartAsync();
        using PartnerKey carol = _bobKey.Named("carol");
        await Alice.AdmitAsync(_bobKey);
        await Alice.AdmitAsync(carol);
        Resources = await ApiResource.AllAsync(node);
        foreach (string @namespace in new[] { "alice", "carol", "cross-domain", "default", "kube-system" })
        {
            await PlantTreasuresAsync(@namespace);
        }

        _bob = await Alice.IntrudeAsync(_bobKey);
    }

    public async Task DisposeAsync()
    {
        await (_alice?.DisposeAsync() ?? ValueTask.CompletedTask);
        _bobKey.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal Task<StoreSnapshot> LookAsync() => StoreSnapshot.TakeAsync(Alice.Node, Resources, "bob");

    /// <summary>Lets alice grant a table to carol and waits until carol's mailbox has it: by then the controllers have seen everything that lay there before.</summary>
    internal async Task AwaitGrantServedAsync(string name)
    {
        string path = "/apis/kuscia.secretflow/v1alpha1/namespaces/alice/domaindatagrants";
        JsonObject grant = MailboxObject.Grant(name, "treasure", "alice", "carol");
        grant["metadata"] = new JsonObject { ["name"] = name };
        (int status, string answer) = await Alice.Node.AdminAsync(HttpMethod.Post, path, grant.ToJsonString());
        Assert.True(status == 201, answer);
        await Alice.Node.WaitForAsync(Kinds.DomainDataGrant, new ResourceName("carol", name), _ => true, "copied", TimeSpan.FromSeconds(30));
    }

    private async Task PlantTreasuresAsync(string @namespace)
    {
        string core = $"/api/v1/namespaces/{@namespace}";
        string kuscia = $"/apis/kuscia.secretflow/v1alpha1/namespaces/{@namespace}";
        await CreateAsync($"{core}/configmaps", "v1", "ConfigMap", new JsonObject { ["data"] = new JsonObject { ["text"] = Marker } });
        await CreateAsync($"{core}/secrets", "v1", "Secret", new JsonObject { ["stringData"] = new JsonObject { ["text"] = Marker } });
        await CreateAsync($"{core}/services", "v1", "Service", new JsonObject { ["spec"] = new JsonObject { ["clusterIP"] = "None", ["ports"] = new JsonArray(new JsonObject { ["port"] = 80 }) } });
        await CreateAsync($"{core}/serviceaccounts", "v1", "ServiceAccount", []);
        await CreateAsync($"{kuscia}/domaindatas", "kuscia.secretflow/v1alpha1", "DomainData", new JsonObject
        {
            ["spec"] = new JsonObject { ["author"] = @namespace, ["name"] = Marker, ["type"] = "table", ["relativeURI"] = $"{Marker}.csv", ["dataSource"] = "default-data-source" },
        });
        await CreateAsync($"{kuscia}/kusciajobsummaries", "kuscia.secretflow/v1alpha1", "KusciaJobSummary", new JsonObject { ["spec"] = new JsonObject { ["stageTrigger"] = Marker } });
        await CreateAsync($"{kuscia}/taskresources", "kuscia.secretflow/v1alpha1", "TaskResource", new JsonObject { ["spec"] = new JsonObject { ["minReservedPods"] = 1, ["initiator"] = Marker } });
    }

    private async Task CreateAsync(string path, string apiVersion, string kind, JsonObject body)
    {
        body["apiVersion"] = apiVersion;
        body["kind"] = kind;
        body["metadata"] = new JsonObject { ["name"] = "treasure", ["annotations"] = new JsonObject { ["about"] = Marker } };
        (int status, string answer) = await Alice.Node.AdminAsync(HttpMethod.Post, path, body.ToJsonString());
        Assert.True(status == 201, $"{path}: {status} {answer}");
    }
}
