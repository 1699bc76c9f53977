using System.Buffers;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Patches;
using Kuscia.ApiServer.Requests;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Subresources;
using Kuscia.Client.Resources;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Server;

/// <summary>
/// The API for modules of the same process: the same verbs, admission and rules as over HTTP, without HTTP; the caller is a member of system:masters. Thread-safe.
/// </summary>
public sealed class LocalResourceClient : IResourceClient
{
    private readonly ResourceVerbs _verbs;
    private readonly SubresourceVerbs _subresources;
    private readonly WriteFence? _fence;

    internal LocalResourceClient(ResourceVerbs verbs, SubresourceVerbs subresources, WriteFence? fence = null)
    {
        _verbs = verbs;
        _subresources = subresources;
        _fence = fence;
    }

    /// <summary>
    /// The same API for a leader: the store refuses its writes (503), in their own transaction, as soon as the Lease has another holder or another number of
    /// transitions. So nothing that was decided in one term is written in the next, whatever held it up.
    /// </summary>
    public LocalResourceClient Fenced(ResourceName lease, string holder, int transitions)
    {
        ResourceCall call = Call(Kuscia.Model.Kinds.Lease, lease);
        WriteFence fence = new(ObjectKeys.Key(call.Kind, call.Namespace, call.Name), entry => LeaseFence.IsHeld(entry, holder, transitions));
        return new LocalResourceClient(_verbs, _subresources, fence);
    }

    /// <inheritdoc/>
    public Task<T?> GetAsync<T>(ResourceKind<T> kind, ResourceName name, CancellationToken cancellationToken)
        where T : Resource => GuardAsync(async () =>
        {
            ResourceCall call = Call(kind, name);
            StoredObject? found = await _verbs.Store.GetAsync(call.Kind, call.Namespace, call.Name, cancellationToken);
            return found is null ? null : Read(kind, found);
        });

    /// <inheritdoc/>
    public Task<ResourceList<T>> ListAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource => GuardAsync(async () =>
        {
            ResourceCall call = Call(kind, new ResourceName(@namespace, ""));
            ListResult result = await _verbs.List.RunAsync(call, Parameters(call.Kind, options), cancellationToken);
            return new ResourceList<T>([.. result.Items.Select(o => Read(kind, o))], result.Meta.ResourceVersion);
        });

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, string? @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Resource
    {
        ResourceCall call = Call(kind, new ResourceName(@namespace, ""));
        using ObjectWatch watch = await GuardAsync(() =>
            _verbs.Watch.RunAsync(call, Parameters(call.Kind, options) with { ResourceVersion = options.ResourceVersion, AllowWatchBookmarks = true }, cancellationToken));
        await foreach (IReadOnlyList<WatchItem> batch in watch.BatchesAsync(cancellationToken))
        {
            foreach (WatchItem item in batch)
            {
                yield return item.Failure is null ? Event(kind, item) : throw Translate(item.Failure);
            }
        }
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => GuardAsync(async () =>
        {
            ArgumentNullException.ThrowIfNull(resource);
            ResourceCall call = Call(kind, resource.Identity) with { Name = "" };
            return Read(kind, await _verbs.Create.RunAsync(call, Write(kind.TypeInfo, resource), cancellationToken));
        });

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(ResourceKind<T> kind, ResourceName name, JsonNode mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : Resource => GuardAsync(async () =>
        {
            ArgumentNullException.ThrowIfNull(mergePatch);

            // Read again from bytes: nodes made from typed values behave differently from parsed ones.
            JsonNode? patch = JsonText.Parse(JsonText.ToUtf8(mergePatch));
            ResourceCall call = Call(kind, name) with { Subresource = subresource };
            return Read(kind, (await _verbs.Patch.RunAsync(call, PatchType.Merge, patch, cancellationToken)).Object);
        });

    /// <inheritdoc/>
    public Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => GuardAsync(async () =>
        {
            ArgumentNullException.ThrowIfNull(resource);
            return Read(kind, (await _verbs.Update.RunAsync(Call(kind, resource.Identity), Write(kind.TypeInfo, resource), cancellationToken)).Object);
        });

    /// <inheritdoc/>
    public Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, CancellationToken cancellationToken)
        where T : Resource => DeleteAsync(kind, name, uid, null, cancellationToken);

    /// <summary>Deletes an object with a grace period in seconds (pods; 0 removes at once); false when there was none.</summary>
    public Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, long? gracePeriodSeconds, CancellationToken cancellationToken)
        where T : Resource => GuardAsync(async () =>
        {
            try
            {
                await _verbs.Delete.RunAsync(Call(kind, name), new DeleteOptions { Uid = uid, GracePeriodSeconds = gracePeriodSeconds }, cancellationToken);
                return true;
            }
            catch (ApiStatusException missing) when (missing.Status.Code == 404 || (uid is not null && missing.Status.Code == 409))
            {
                // Gone, or another object of the same name.
                return false;
            }
        });

    /// <inheritdoc/>
    public Task<TBody> PostAsync<T, TBody>(
        ResourceKind<T> kind, ResourceName name, string subresource, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
        where T : Resource
        where TBody : Resource => GuardAsync(async () =>
        {
            JsonObject answer = await _subresources.PostAsync(Call(kind, name) with { Subresource = subresource }, Write(bodyType, body), cancellationToken);
            return JsonSerializer.Deserialize(JsonText.ToUtf8(answer), bodyType) ?? throw new JsonException("the answer is null");
        });

    private ResourceCall Call(ResourceKind kind, ResourceName name)
    {
        KindDescriptor descriptor = _verbs.Catalog.Find(kind.Group, kind.Version, kind.Plural)
            ?? throw new ResourceException(HttpStatusCode.NotFound, "NotFound", $"the kind {kind.Kind} ({kind.ApiVersion}) is not served");
        return new ResourceCall(descriptor, UserInfo.Local) { Namespace = kind.Namespaced ? name.Namespace : null, Name = name.Name, FieldValidation = FieldValidation.Ignore, Fence = _fence };
    }

    private static ListParameters Parameters(KindDescriptor kind, ListOptions options) =>
        new() { Selection = Selection.Parse(kind, options.LabelSelector, options.FieldSelector) };

    private static WatchEvent<T> Event<T>(ResourceKind<T> kind, WatchItem item)
        where T : Resource
    {
        if (item.Object is StoredObject value)
        {
            T resource = item is { Source: { } shared, IsPrevious: false } ? shared.Typed(o => Read(kind, o)) : Read(kind, value);
            return new WatchEvent<T>((WatchEventType)(int)item.Type, resource);
        }

        string bookmark = string.Create(CultureInfo.InvariantCulture,
            $$$"""{"apiVersion":"{{{kind.ApiVersion}}}","kind":"{{{kind.Kind}}}","metadata":{"resourceVersion":"{{{item.Revision}}}"}}""");
        return new WatchEvent<T>(WatchEventType.Bookmark, JsonSerializer.Deserialize(bookmark, kind.TypeInfo)!); // not null: the text is an object
    }

    private static T Read<T>(ResourceKind<T> kind, StoredObject value)
        where T : Resource =>
        JsonSerializer.Deserialize(value.Utf8.Span, kind.TypeInfo) ?? throw new JsonException($"{value.Key} is null");

    private static JsonObject Write<T>(JsonTypeInfo<T> type, T resource)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer, JsonText.Compact))
        {
            JsonSerializer.Serialize(writer, resource, type);
        }

        return JsonText.ParseObject(buffer.WrittenSpan);
    }

    private static async Task<TResult> GuardAsync<TResult>(Func<Task<TResult>> call)
    {
        try
        {
            return await call();
        }
        catch (ApiStatusException refused)
        {
            throw Translate(refused.Status);
        }
        catch (StoreException fault)
        {
            // As over HTTP.
            throw new ResourceException(HttpStatusCode.InternalServerError, "InternalError", $"Internal error occurred: {fault.Message}");
        }
    }

    private static ResourceException Translate(ApiStatus status) => new((HttpStatusCode)status.Code, status.Reason ?? "InternalError", status.Message);
}
