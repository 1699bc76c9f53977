using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;

namespace Kuscia.Conformance.Tests.Recordings;

/// <summary>The objects of a node as scenarios set them up and compare them.</summary>
internal sealed class RecordedStore(IResourceClient client, string domain)
{
    private static readonly string[] Namespaces = ["cross-domain", "kuscia-system", "alice", "bob", "carol"];

    private static readonly ResourceKind<JsonResource>[] Kinds =
    [
        Model.Kinds.KusciaJob.AsJson(), Model.Kinds.KusciaTask.AsJson(), Model.Kinds.KusciaDeployment.AsJson(), Model.Kinds.DomainDataGrant.AsJson(), Model.Kinds.DomainData.AsJson(),
        Model.Kinds.DomainDataSource.AsJson(), Model.Kinds.AppImage.AsJson(), Model.Kinds.ClusterDomainRoute.AsJson(), Model.Kinds.DomainRoute.AsJson(), Model.Kinds.Domain.AsJson(),
        Model.Kinds.Node.AsJson(), Model.Kinds.Pod.AsJson(), Model.Kinds.Service.AsJson(), Model.Kinds.Deployment.AsJson(), Model.Kinds.ConfigMap.AsJson(),
    ];

    /// <summary>Makes what all scenarios find.</summary>
    public async Task PrepareAsync()
    {
        foreach (string name in Namespaces)
        {
            await ApplyAsync(new JsonObject { ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = name } });
        }
    }

    /// <summary>The state in which every scenario begins.</summary>
    public async Task ClearAsync()
    {
        foreach (ResourceKind<JsonResource> kind in Kinds)
        {
            ResourceList<JsonResource> all = await client.ListAsync(kind, null, ListOptions.All, CancellationToken.None);
            foreach (JsonResource item in all.Items)
            {
                await client.DeleteAsync(kind, item.Identity, null, CancellationToken.None);
            }
        }

        JsonObject config = new()
        {
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = "domain-config", ["namespace"] = domain },
            ["data"] = new JsonObject { ["domain-public-key"] = RecordedScenario.Keys["domainConfig"]!["data"]!["domain-public-key"]!.DeepClone() },
        };
        await ApplyAsync(config);
    }

    /// <summary>Creates an object, or puts it in the place of the one that is there; its status too.</summary>
    public async Task ApplyAsync(JsonNode wanted)
    {
        ResourceKind<JsonResource> kind = KindOf(wanted);
        JsonObject value = wanted.DeepClone().AsObject();
        value["apiVersion"] = kind.ApiVersion;
        JsonResource resource = value.Deserialize(ModelJsonContext.Default.JsonResource) ?? throw new InvalidOperationException("no object");
        ResourceName name = NameOf(kind, wanted);
        if (await client.GetAsync(kind, name, CancellationToken.None) is not null)
        {
            await client.DeleteAsync(kind, name, null, CancellationToken.None);
        }

        await client.CreateAsync(kind, resource, CancellationToken.None);
        if (wanted["status"] is { } status && kind.Kind != "Namespace")
        {
            await client.PatchAsync(kind, name, new JsonObject { ["status"] = status.DeepClone() }, "status", CancellationToken.None);
        }
    }

    public async Task DeleteAsync(JsonNode named) => await client.DeleteAsync(KindOf(named), NameOf(KindOf(named), named), null, CancellationToken.None);

    /// <summary>The object that a recorded one names, maybe with placeholders; null when there is none.</summary>
    public async Task<JsonObject?> FindAsync(JsonNode wanted)
    {
        ResourceKind<JsonResource> kind = KindOf(wanted);
        ResourceName name = NameOf(kind, wanted);
        JsonResource? found = name.Name.Contains("{{", StringComparison.Ordinal)
            ? (await client.ListAsync(kind, name.Namespace, ListOptions.All, CancellationToken.None)).Items.FirstOrDefault(i => RecordedText.Fits(name.Name, i.Metadata.Name ?? ""))
            : await client.GetAsync(kind, name, CancellationToken.None);
        return found is null ? null : JsonSerializer.SerializeToNode(found, ModelJsonContext.Default.JsonResource)?.AsObject();
    }

    private static ResourceKind<JsonResource> KindOf(JsonNode value)
    {
        string kind = value["kind"]!.GetValue<string>();
        return kind == "Namespace" ? Model.Kinds.Namespace.AsJson() : Kinds.Single(k => k.Kind == kind);
    }

    private static ResourceName NameOf(ResourceKind kind, JsonNode value)
    {
        JsonNode metadata = value["metadata"] ?? value;
        string name = metadata["name"]!.GetValue<string>();
        return kind.Namespaced ? new ResourceName(metadata["namespace"]!.GetValue<string>(), name) : ResourceName.Cluster(name);
    }
}
