using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model.Meta;

namespace Kuscia.Runtime.Client;

/// <summary>Writes the difference between what was read and what is wanted, on condition that nobody wrote in between.</summary>
public static class ResourceWriter
{
    /// <summary>
    /// Patches what differs between <paramref name="before"/> and <paramref name="after"/> and returns the stored object; writes nothing when nothing differs.
    /// Throws with reason <c>Conflict</c> when <paramref name="before"/> is stale.
    /// </summary>
    public static async Task<T> WriteAsync<T>(
        this IResourceClient client, ResourceKind<T> kind, T before, T after, string? subresource, CancellationToken cancellationToken)
        where T : Resource
    {
        JsonObject old = JsonSerializer.SerializeToNode(before, kind.TypeInfo)!.AsObject(); // a resource never serialises to null
        JsonObject next = JsonSerializer.SerializeToNode(after, kind.TypeInfo)!.AsObject();
        if (MergeDiff.Between(old, next) is not { } patch)
        {
            return before;
        }

        if (patch["metadata"] is not JsonObject metadata)
        {
            patch["metadata"] = metadata = [];
        }

        metadata["resourceVersion"] = before.Metadata.ResourceVersion;
        return await client.PatchAsync(kind, before.Identity, patch, subresource, cancellationToken);
    }

    /// <summary>Writes a change again and again from the newest state until it holds or the object is gone.</summary>
    /// <param name="client">The API.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The object.</param>
    /// <param name="change">The wanted object from the newest one; the same instance means nothing to do.</param>
    /// <param name="subresource"><c>status</c> or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<T?> UpdateAsync<T>(
        this IResourceClient client, ResourceKind<T> kind, ResourceName name, Func<T, T> change, string? subresource, CancellationToken cancellationToken)
        where T : Resource
    {
        while (true)
        {
            T? current = await client.GetAsync(kind, name, cancellationToken);
            if (current is null)
            {
                return null;
            }

            T next = change(current);
            try
            {
                return ReferenceEquals(next, current) ? current : await client.WriteAsync(kind, current, next, subresource, cancellationToken);
            }
            catch (ResourceException e) when (e.IsConflict)
            {
                // Somebody was faster: decide again from what they wrote.
            }
            catch (ResourceException e) when (e.IsNotFound)
            {
                return null;
            }
        }
    }
}
