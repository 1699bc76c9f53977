using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Model.Meta;

namespace Kuscia.Client.Resources;

/// <summary>Talks to a Kubernetes API over HTTP; what the server answers is bounded. The invoker (connections, TLS, client certificate) belongs to the caller.</summary>
public sealed class HttpResourceClient(HttpMessageInvoker http, Uri baseAddress, HttpResourceClientOptions? options = null) : IResourceClient
{
    private readonly HttpResourceClientOptions _options = options ?? new HttpResourceClientOptions();
    private readonly HttpExchange _exchange = new(http, baseAddress, options ?? new HttpResourceClientOptions());

    /// <inheritdoc/>
    public async Task<T?> GetAsync<T>(ResourceKind<T> kind, ResourceName name, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            return await ObjectAsync(HttpCall.Get(kind.Path(name.Namespace, name.Name)), kind, name.Namespace, cancellationToken);
        }
        catch (ResourceException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<ResourceList<T>> ListAsync<T>(ResourceKind<T> kind, string? @namespace, ListOptions options, CancellationToken cancellationToken)
        where T : Resource
    {
        ResourceListReader<T> pages = new(kind, @namespace, _options);
        int limit = _options.PageSize;
        long begun = _options.Time.GetTimestamp();
        while (!pages.IsComplete)
        {
            if (_options.Time.GetElapsedTime(begun) > HttpResourceClientOptions.ListTimeout)
            {
                throw new ResourceException(HttpStatusCode.GatewayTimeout, "Timeout", $"the list of {kind.Plural} was not complete within {HttpResourceClientOptions.ListTimeout.TotalSeconds:0} s");
            }

            limit = await PageAsync(kind, @namespace, options, pages, limit, cancellationToken);
        }

        return pages.List;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, string? @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Resource
    {
        HttpCall call = HttpCall.Get(kind.Path(@namespace) + Query(options, "watch=true", "allowWatchBookmarks=true"));
        using HttpResponseMessage response = await _exchange.BeginAsync(call, cancellationToken);
        AnswerBody.CheckType(response.Content);
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using FrameReader frames = new(body, _options);
        while (await frames.NextAsync(cancellationToken) is { } frame)
        {
            yield return WatchFrame.Read(frame, kind, @namespace, _options.MaxEventBytes);
        }
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource =>
        ObjectAsync(new HttpCall(HttpMethod.Post, kind.Path(resource.Metadata.Namespace), Json(resource, kind)), kind, resource.Metadata.Namespace, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource =>
        ObjectAsync(
            new HttpCall(HttpMethod.Put, kind.Path(resource.Metadata.Namespace, resource.Metadata.Name), Json(resource, kind)), kind, resource.Metadata.Namespace, cancellationToken);

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(ResourceKind<T> kind, ResourceName name, JsonNode mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : Resource
    {
        ByteArrayContent body = new(System.Text.Encoding.UTF8.GetBytes(mergePatch.ToJsonString()));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
        return ObjectAsync(new HttpCall(HttpMethod.Patch, kind.Path(name.Namespace, name.Name, subresource), body), kind, name.Namespace, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            await _exchange.DoAsync(new HttpCall(HttpMethod.Delete, kind.Path(name.Namespace, name.Name), uid is null ? null : DeletePreconditions(uid)), cancellationToken);
            return true;
        }
        catch (ResourceException e) when (e.IsNotFound || (uid is not null && e.IsConflict))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task<TBody> PostAsync<T, TBody>(
        ResourceKind<T> kind, ResourceName name, string subresource, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancellationToken)
        where T : Resource
        where TBody : Resource =>
        _exchange.ReadAsync(
            new HttpCall(HttpMethod.Post, kind.Path(name.Namespace, name.Name, subresource), JsonBody(JsonSerializer.SerializeToUtf8Bytes(body, bodyType))),
            answer => answer.Deserialize(bodyType) ?? throw BadAnswer.Malformed($"{kind.Kind} {name}: {subresource} was answered by nothing"),
            cancellationToken);

    private Task<T> ObjectAsync<T>(HttpCall call, ResourceKind<T> kind, string? @namespace, CancellationToken cancellationToken)
        where T : Resource =>
        _exchange.ReadAsync(call, answer => ObjectReader.Read(answer, kind, @namespace, isListItem: false), cancellationToken);

    // Returns how many objects to ask for in the next page: a page too large is asked for again with fewer.
    private async Task<int> PageAsync<T>(
        ResourceKind<T> kind, string? @namespace, ListOptions options, ResourceListReader<T> pages, int limit, CancellationToken cancellationToken)
        where T : Resource
    {
        string page = pages.Continue is null ? $"limit={limit}" : $"limit={limit}&continue={Uri.EscapeDataString(pages.Continue)}";
        string path = kind.Path(@namespace) + Query(options, page);
        try
        {
            await _exchange.ReadAsync(HttpCall.Get(path), pages.Take, cancellationToken);
            return limit;
        }
        catch (ResourceException e) when (e.Reason == BadAnswer.TooLargeReason && limit > 1 && !pages.IsFull)
        {
            return Math.Max(1, limit / 8);
        }
    }

    private static ByteArrayContent Json<T>(T resource, ResourceKind<T> kind)
        where T : Resource =>
        JsonBody(JsonSerializer.SerializeToUtf8Bytes(resource with { ApiVersion = kind.ApiVersion, Kind = kind.Kind }, (JsonTypeInfo)kind.TypeInfo));

    private static ByteArrayContent JsonBody(byte[] json)
    {
        ByteArrayContent content = new(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static ByteArrayContent DeletePreconditions(string uid) =>
        JsonBody(System.Text.Encoding.UTF8.GetBytes(new JsonObject
        {
            ["kind"] = "DeleteOptions",
            ["apiVersion"] = "v1",
            ["preconditions"] = new JsonObject { ["uid"] = uid },
        }.ToJsonString()));

    private static string Query(ListOptions options, params ReadOnlySpan<string> more)
    {
        List<string> parts = [.. more];
        Add("labelSelector", options.LabelSelector);
        Add("fieldSelector", options.FieldSelector);
        Add("resourceVersion", options.ResourceVersion);
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }
}
