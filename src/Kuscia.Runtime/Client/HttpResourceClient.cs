using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Model.Meta;

namespace Kuscia.Runtime.Client;

/// <summary>Talks to a Kubernetes API over HTTP. The invoker (connections, TLS, client certificate) belongs to the caller.</summary>
public sealed class HttpResourceClient(HttpMessageInvoker http, Uri baseAddress, HttpResourceClientOptions? options = null) : IResourceClient
{
    private readonly HttpResourceClientOptions _options = options ?? new HttpResourceClientOptions();

    /// <inheritdoc/>
    public async Task<T?> GetAsync<T>(ResourceKind<T> kind, ResourceName name, CancellationToken cancellationToken)
        where T : Resource
    {
        try
        {
            return await SendAsync(HttpMethod.Get, kind.Path(name.Namespace, name.Name), null, kind.TypeInfo, cancellationToken);
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
        string path = kind.Path(@namespace) + Query(options);
        return await WithinLimitAsync(HttpMethod.Get, path, null, ReadListAsync, cancellationToken);

        async Task<ResourceList<T>> ReadListAsync(HttpResponseMessage response, CancellationToken limit)
        {
            await using Stream body = await OpenAsync(response, limit);
            using JsonDocument document = await JsonDocument.ParseAsync(body, default, limit);
            return ResourceListReader.Read(document.RootElement, kind);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, string? @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : Resource
    {
        string path = kind.Path(@namespace) + Query(options, "watch=true", "allowWatchBookmarks=true");
        using HttpResponseMessage response = await BeginAsync(path, cancellationToken);
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using FrameReader frames = new(body, _options);
        while (await frames.NextAsync(cancellationToken) is { } frame)
        {
            yield return ReadFrame(frame, kind);
        }
    }

    /// <inheritdoc/>
    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource =>
        SendAsync(HttpMethod.Post, kind.Path(resource.Metadata.Namespace), Json(resource, kind), kind.TypeInfo, cancellationToken);

    /// <inheritdoc/>
    public Task<T> ReplaceAsync<T>(ResourceKind<T> kind, T resource, CancellationToken cancellationToken)
        where T : Resource =>
        SendAsync(HttpMethod.Put, kind.Path(resource.Metadata.Namespace, resource.Metadata.Name), Json(resource, kind), kind.TypeInfo, cancellationToken);

    /// <inheritdoc/>
    public Task<T> PatchAsync<T>(ResourceKind<T> kind, ResourceName name, JsonNode mergePatch, string? subresource, CancellationToken cancellationToken)
        where T : Resource
    {
        ByteArrayContent body = new(System.Text.Encoding.UTF8.GetBytes(mergePatch.ToJsonString()));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
        return SendAsync(HttpMethod.Patch, kind.Path(name.Namespace, name.Name, subresource), body, kind.TypeInfo, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync<T>(ResourceKind<T> kind, ResourceName name, string? uid, CancellationToken cancellationToken)
        where T : Resource
    {
        HttpContent? body = uid is null ? null : DeletePreconditions(uid);
        try
        {
            return await WithinLimitAsync(HttpMethod.Delete, kind.Path(name.Namespace, name.Name), body, (_, _) => Task.FromResult(true), cancellationToken);
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
        SendAsync(HttpMethod.Post, kind.Path(name.Namespace, name.Name, subresource), JsonBody(JsonSerializer.SerializeToUtf8Bytes(body, bodyType)), bodyType, cancellationToken);

    private Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken)
    {
        return WithinLimitAsync(method, path, content, ReadAsync, cancellationToken);

        async Task<T> ReadAsync(HttpResponseMessage response, CancellationToken limit)
        {
            await using Stream body = await OpenAsync(response, limit);
            T? answer = await JsonSerializer.DeserializeAsync(body, typeInfo, limit);
            return answer ?? throw new ResourceException(response.StatusCode, "InternalError", $"{method} {path} answered an empty object");
        }
    }

    private async Task<T> WithinLimitAsync<T>(
        HttpMethod method, string path, HttpContent? content, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout);
        try
        {
            using HttpResponseMessage response = await ExchangeAsync(method, path, content, limit.Token);
            return await read(response, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotAnswered(method, path);
        }
    }

    // The answer of a watch has no end, but it must begin.
    private async Task<HttpResponseMessage> BeginAsync(string path, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(_options.Timeout, _options.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await ExchangeAsync(HttpMethod.Get, path, null, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotAnswered(HttpMethod.Get, path);
        }
    }

    private ResourceException NotAnswered(HttpMethod method, string path) =>
        new(HttpStatusCode.GatewayTimeout, "Timeout", $"{method} {path} was not answered within {_options.Timeout.TotalSeconds:0} s");

    private static WatchEvent<T> ReadFrame<T>(ReadOnlyMemory<byte> frame, ResourceKind<T> kind)
        where T : Resource
    {
        using JsonDocument document = JsonDocument.Parse(frame);
        return WatchFrame.Read(document.RootElement, kind);
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, new Uri(baseAddress, path)) { Content = content };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.UserAgent.ParseAdd(_options.UserAgent);
        if (_options.BearerToken is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach ((string header, string value) in _options.Headers)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ResourceExceptionReader.ReadAsync(response, method, path, cancellationToken);
        }
    }

    private async Task<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > _options.MaxResponseBytes)
        {
            throw BadAnswer.TooLarge("the answer", _options.MaxResponseBytes);
        }

        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return new GuardedStream(body, _options.MaxResponseBytes);
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
