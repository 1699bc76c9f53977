using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Model;
using Kuscia.Model.Meta;

namespace Kuscia.Client.Resources;

/// <summary>Writes the difference between what was read and what is wanted, on condition that nobody wrote in between.</summary>
public static class ResourceWriter
{
    private const int MaxAttempts = 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Patches what differs between <paramref name="before"/> and <paramref name="after"/> and returns the stored object; writes nothing when nothing differs.
    /// Throws with reason <c>Conflict</c> when <paramref name="before"/> is stale. Members that this version does not know are kept, also in arrays.
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
        return await PatchAsync(client, kind, before, (patch, old), subresource, cancellationToken);
    }

    /// <summary>
    /// Applies a merge patch that was computed from <paramref name="before"/> and is conditional on its version. Members that this version does not know are kept,
    /// also in arrays.
    /// </summary>
    public static Task<T> PatchFromAsync<T>(
        this IResourceClient client, ResourceKind<T> kind, T before, JsonObject patch, string? subresource, CancellationToken cancellationToken)
        where T : Resource => PatchAsync(client, kind, before, (patch, null), subresource, cancellationToken);

    /// <summary>
    /// Writes a change from the newest state until it holds or the object is gone. Throws with reason <c>Conflict</c> when others are faster ten times in a row.
    /// </summary>
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
        try
        {
            return await UntilNobodyIsFasterAsync(
                async () =>
                {
                    T? current = await client.GetAsync(kind, name, cancellationToken);
                    T? next = current is null ? null : change(current);
                    return current is null || next is null || ReferenceEquals(next, current)
                        ? current
                        : await client.WriteAsync(kind, current, next, subresource, cancellationToken);
                },
                cancellationToken);
        }
        catch (ResourceException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// Reads, decides and writes again after a growing pause while others write first (reasons <c>Conflict</c> and <c>AlreadyExists</c>), ten times at most; then
    /// the last refusal is thrown.
    /// </summary>
    public static async Task<TResult> UntilNobodyIsFasterAsync<TResult>(Func<Task<TResult>> attempt, CancellationToken cancellationToken)
    {
        Backoff backoff = new(FirstPause, LongestPause);
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (ResourceException e) when ((e.IsConflict || e.IsAlreadyExists) && backoff.Failures < MaxAttempts - 1)
            {
                await Task.Delay(backoff.Next(), TimeProvider.System, cancellationToken);
            }
        }
    }

    private static async Task<T> PatchAsync<T>(
        IResourceClient client, ResourceKind<T> kind, T before, (JsonObject Patch, JsonObject? Known) write, string? subresource, CancellationToken cancellationToken)
        where T : Resource
    {
        if (before is not JsonResource && UnknownMembers.AreAtStake(write.Patch))
        {
            await KeepUnknownAsync(client, kind, before, write, cancellationToken);
        }

        return await client.PatchAsync(kind, before.Identity, write.Patch, subresource, cancellationToken);
    }

    // The patch is conditional on the version that was read, so what is stored at that version is what was read, as it is on the server.
    private static async Task KeepUnknownAsync<T>(
        IResourceClient client, ResourceKind<T> kind, T before, (JsonObject Patch, JsonObject? Known) write, CancellationToken cancellationToken)
        where T : Resource
    {
        JsonResource? stored = await client.GetAsync(kind.AsJson(), before.Identity, cancellationToken);
        if (stored is not null && stored.Metadata.ResourceVersion == before.Metadata.ResourceVersion)
        {
            JsonObject known = write.Known ?? JsonSerializer.SerializeToNode(before, kind.TypeInfo)!.AsObject(); // a resource never serialises to null
            UnknownMembers.Keep(write.Patch, known, JsonSerializer.SerializeToNode(stored, ModelJsonContext.Default.JsonResource)!.AsObject());
        }
    }
}
