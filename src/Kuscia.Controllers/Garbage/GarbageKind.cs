using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Garbage;

/// <summary>What the collector does with objects of a kind whose CLR type it does not know.</summary>
internal interface IGarbageKind
{
    ResourceKind Kind { get; }

    Task<string?> UidAsync(ResourceName name, CancellationToken cancellationToken);

    Task DeleteAsync(GarbageNode node, CancellationToken cancellationToken);

    Task PatchMetadataAsync(GarbageNode node, JsonObject metadata, CancellationToken cancellationToken);

    Task SetOwnersAsync(GarbageNode node, IReadOnlyList<OwnerReference> owners, CancellationToken cancellationToken);
}

/// <summary>The calls for one kind.</summary>
internal sealed class GarbageKind<T>(ResourceKind<T> kind, IResourceClient client) : IGarbageKind
    where T : Resource
{
    public ResourceKind Kind => kind;

    public async Task<string?> UidAsync(ResourceName name, CancellationToken cancellationToken) => (await client.GetAsync(kind, name, cancellationToken))?.Metadata.Uid;

    public Task DeleteAsync(GarbageNode node, CancellationToken cancellationToken) => client.DeleteAsync(kind, node.Name, node.Uid, cancellationToken);

    public async Task PatchMetadataAsync(GarbageNode node, JsonObject metadata, CancellationToken cancellationToken)
    {
        // The newest version, so that a list is never replaced by what an old copy of it says.
        if (await client.GetAsync(kind, node.Name, cancellationToken) is { } current && current.Metadata.Uid == node.Uid)
        {
            metadata["resourceVersion"] = current.Metadata.ResourceVersion;
            await client.PatchAsync(kind, node.Name, new JsonObject { ["metadata"] = metadata }, null, cancellationToken);
        }
    }

    public Task SetOwnersAsync(GarbageNode node, IReadOnlyList<OwnerReference> owners, CancellationToken cancellationToken)
    {
        JsonArray list = [.. owners.Select(o => (JsonNode)ToJson(o))];
        return PatchMetadataAsync(node, new JsonObject { ["ownerReferences"] = list.Count == 0 ? null : list }, cancellationToken);
    }

    private static JsonObject ToJson(OwnerReference owner)
    {
        JsonObject json = new() { ["apiVersion"] = owner.ApiVersion, ["kind"] = owner.Kind, ["name"] = owner.Name, ["uid"] = owner.Uid };
        if (owner.Controller is { } controller)
        {
            json["controller"] = controller;
        }

        if (owner.BlockOwnerDeletion is { } block)
        {
            json["blockOwnerDeletion"] = block;
        }

        return json;
    }
}
