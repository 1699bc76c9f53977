using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads;

/// <summary>Carries out claims: writes the owner into what is taken and takes it out of what is let go.</summary>
internal sealed class ClaimWriter<TOwner>(IResourceClient client, ResourceKind<TOwner> ownerKind)
    where TOwner : Resource
{
    /// <summary>The objects that belong to the owner now, as they are stored.</summary>
    public async Task<IReadOnlyList<T>> ApplyAsync<T>(ResourceKind<T> kind, TOwner owner, Claims<T> claims, CancellationToken cancellationToken)
        where T : Resource
    {
        List<T> held = [.. claims.Held];
        foreach (T lost in claims.Release)
        {
            await SetAsync(kind, lost, [.. (lost.Metadata.OwnerReferences ?? []).Where(o => o.Uid != owner.Metadata.Uid)], cancellationToken);
        }

        if (claims.Adopt.Count == 0)
        {
            return held;
        }

        // The cache may be behind: an owner that is gone or going must take nothing.
        TOwner? current = await client.GetAsync(ownerKind, owner.Identity, cancellationToken);
        if (current?.Metadata.Uid != owner.Metadata.Uid || current?.Metadata.DeletionTimestamp is not null)
        {
            return held;
        }

        foreach (T orphan in claims.Adopt)
        {
            held.Add(await SetAsync(kind, orphan, [.. orphan.Metadata.OwnerReferences ?? [], Owners.ReferenceTo(ownerKind, owner)], cancellationToken));
        }

        return [.. held.OrderBy(o => o.Metadata.Name, StringComparer.Ordinal)];
    }

    private async Task<T> SetAsync<T>(ResourceKind<T> kind, T value, IReadOnlyList<OwnerReference> owners, CancellationToken cancellationToken)
        where T : Resource
    {
        JsonArray list = [.. owners.Select(o => (JsonNode)ToJson(o))];
        JsonObject patch = new()
        {
            ["metadata"] = new JsonObject
            {
                ["uid"] = value.Metadata.Uid,
                ["resourceVersion"] = value.Metadata.ResourceVersion,
                ["ownerReferences"] = list.Count == 0 ? null : list,
            },
        };
        return await client.PatchAsync(kind, value.Identity, patch, null, cancellationToken);
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
