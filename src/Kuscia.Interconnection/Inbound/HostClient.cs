using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Client.Resources;
using Kuscia.Model.Meta;

namespace Kuscia.Interconnection.Inbound;

/// <summary>
/// The way to a host's API. Whatever comes back, junk included, is either an answer or a failure in one printable line, and the health of the host tells it.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
internal sealed class HostClient(IResourceClient inner, HostHealth health, TimeProvider time) : IResourceClient
{
    // A server keeps a watch for minutes; one that ends at once again and again is in trouble.
    private static readonly TimeSpan ShortWatch = TimeSpan.FromSeconds(1);

    // One list at a time: a host that sends endless ones is held to the size of one answer, whatever the number of kinds.
    private readonly SemaphoreSlim _lists = new(1, 1);

    public Task<T?> GetAsync<T>(ResourceKind<T> kind, ResourceName name, CancellationToken cancellationToken)
        where T : Resource => CallAsync($"get {kind.Plural}", () => inner.GetAsync(kind, name, cancellationToken), cancellationToken);

    public async Task<ResourceList<T>> ListAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource
    {
        await _lists.WaitAsync(cancellationToken);
        try
        {
            return await CallAsync($"list {kind.Plural}", () => inner.ListAsync(kind, @namespace, options, cancellationToken), cancellationToken);
        }
        finally
        {
            _lists.Release();
        }
    }

    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, string? @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Resource
    {
        string call = $"watch {kind.Plural}";
        long begin = time.GetTimestamp();
        bool heard = false;
        health.Opened(call);
        try
        {
            await using IAsyncEnumerator<WatchEvent<T>> events = inner.WatchAsync(kind, @namespace, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await MoveAsync(call, events, cancellationToken))
            {
                if (!heard)
                {
                    heard = true;
                    health.Succeeded(call);
                }

                yield return events.Current;
            }
        }
        finally
        {
            health.Closed(call);
        }

        if (!heard && time.GetElapsedTime(begin) < ShortWatch)
        {
            health.Failed(call, "ended at once");
        }
        else
        {
            health.Succeeded(call);
        }
    }

    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => CallAsync($"create {kind.Plural}", () => inner.CreateAsync(kind, resource, cancellationToken), cancellationToken);

    public Task<T> PatchAsync<T>(ResourceKind<T> kind, ResourceName name, JsonNode mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : Resource => CallAsync($"patch {kind.Plural}", () => inner.PatchAsync(kind, name, mergePatch, subresource, cancellationToken), cancellationToken);

    public Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource => CallAsync($"update {kind.Plural}", () => inner.ReplaceAsync(kind, resource, cancellationToken), cancellationToken);

    public Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, CancellationToken cancellationToken)
        where T : Resource => CallAsync($"delete {kind.Plural}", () => inner.DeleteAsync(kind, name, uid, cancellationToken), cancellationToken);

    public Task<TBody> PostAsync<T, TBody>(
        ResourceKind<T> kind, ResourceName name, string subresource, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
        where T : Resource
        where TBody : Resource =>
        CallAsync($"post {kind.Plural}/{subresource}", () => inner.PostAsync(kind, name, subresource, body, bodyType, cancellationToken), cancellationToken);

    private async Task<bool> MoveAsync<T>(string call, IAsyncEnumerator<WatchEvent<T>> events, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Told(call, e);
        }
    }

    private async Task<TAnswer> CallAsync<TAnswer>(string call, Func<Task<TAnswer>> send, CancellationToken cancellationToken)
    {
        try
        {
            TAnswer answer = await send();
            health.Succeeded(call);
            return answer;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Told(call, e);
        }
    }

    // About one object these are answers, and the caller decides again; no list and no watch is answered so.
    private static bool IsOrdinary(string call, ResourceException answer) =>
        !call.StartsWith("list ", StringComparison.Ordinal) && !call.StartsWith("watch ", StringComparison.Ordinal)
        && (answer.IsConflict || answer.IsAlreadyExists || answer.IsNotFound);

    private Exception Told(string call, Exception e)
    {
        string message = PrintableLine.Of(e.Message);
        switch (e)
        {
            case ResourceException answer when IsOrdinary(call, answer):
                health.Succeeded(call);
                return new ResourceException(answer.StatusCode, PrintableLine.Of(answer.Reason), message);
            case ResourceException refused:
                health.Failed(call, $"{(int)refused.StatusCode} {message}");
                return new ResourceException(refused.StatusCode, PrintableLine.Of(refused.Reason), message);
            case JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or OverflowException:
                health.Failed(call, $"no object of an API: {message}");
                return new ResourceException(HttpStatusCode.BadGateway, "InvalidAnswer", $"{call} was answered with no object of an API: {message}");
            default:
                health.Failed(call, message);
                return new HttpRequestException(message, e is HttpRequestException ? e.InnerException : e);
        }
    }
}
