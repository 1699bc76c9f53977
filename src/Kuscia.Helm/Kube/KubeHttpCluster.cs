using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Helm.Charts;
using Kuscia.Runtime.Kube;

namespace Kuscia.Helm.Kube;

/// <summary>A Kubernetes API over HTTP. Thread-safe; owns its connections.</summary>
public sealed class KubeHttpCluster : IKubeCluster, IDisposable
{
    private const int PageSize = 250;
    private const long MaxAnswerBytes = 256L << 20;

    private readonly HttpClient _client;
    private readonly KubeConnection _connection;
    private ConcurrentDictionary<string, Task<IReadOnlyList<KubeResourceType>>> _served = new(StringComparer.Ordinal);

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <param name="connection">Server and credentials.</param>
    public KubeHttpCluster(KubeConnection connection)
    {
        _connection = connection;
        _client = new HttpClient(connection.CreateHandler(), disposeHandler: true)
        {
            BaseAddress = new Uri(connection.Server.TrimEnd('/') + "/"),
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Helm", ToldVersion.Number));
        _client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <inheritdoc/>
    public async Task<KubernetesVersion> GetVersionAsync(CancellationToken cancellationToken)
    {
        JsonObject answer = await SendAsync(HttpMethod.Get, "/version", null, cancellationToken);
        return new KubernetesVersion(Text(answer, "gitVersion"), Text(answer, "major"), Text(answer, "minor"));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> GetApiVersionsAsync(CancellationToken cancellationToken)
    {
        List<string> versions = new();
        foreach (string groupVersion in await GroupVersionsAsync(cancellationToken))
        {
            versions.Add(groupVersion);
            IReadOnlyList<KubeResourceType> types = await TypesAsync(groupVersion, cancellationToken);
            versions.AddRange(types.Select(type => $"{groupVersion}/{type.Kind}"));
        }

        return [.. versions.Distinct()];
    }

    /// <inheritdoc/>
    public async Task<KubeResourceType?> FindTypeAsync(string apiVersion, string kind, CancellationToken cancellationToken) =>
        (await TypesAsync(apiVersion, cancellationToken)).FirstOrDefault(type => type.Kind == kind);

    /// <inheritdoc/>
    public void ForgetTypes() => _served = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<JsonObject?> GetAsync(KubeResourceType type, string? ns, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(HttpMethod.Get, type.Path(ns, name), null, cancellationToken);
        }
        catch (KubeException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(
        KubeResourceType type, string? ns, string? labelSelector, CancellationToken cancellationToken)
    {
        List<JsonObject> items = new();
        string next = "";
        do
        {
            string selector = labelSelector is null ? "" : "&labelSelector=" + Uri.EscapeDataString(labelSelector);
            string page = next.Length == 0 ? "" : "&continue=" + Uri.EscapeDataString(next);
            JsonObject answer = await SendAsync(HttpMethod.Get, $"{type.Path(ns, null)}?limit={PageSize}{selector}{page}", null, cancellationToken);
            items.AddRange((answer["items"] as JsonArray ?? []).OfType<JsonObject>());
            next = answer["metadata"] is JsonObject metadata ? Text(metadata, "continue") : "";
        }
        while (next.Length > 0);

        return items;
    }

    /// <inheritdoc/>
    public Task<JsonObject> CreateAsync(KubeResourceType type, string? ns, JsonObject value, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, type.Path(ns, null), Json(value, "application/json"), cancellationToken);

    /// <inheritdoc/>
    public Task<JsonObject> ReplaceAsync(KubeResourceType type, string? ns, string name, JsonObject value, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, type.Path(ns, name), Json(value, "application/json"), cancellationToken);

    /// <inheritdoc/>
    public Task<JsonObject> PatchAsync(
        KubeResourceType type, string? ns, string name, KubePatchKind kind, JsonNode patch, CancellationToken cancellationToken)
    {
        string mediaType = kind switch
        {
            KubePatchKind.Strategic => "application/strategic-merge-patch+json",
            KubePatchKind.Json => "application/json-patch+json",
            _ => "application/merge-patch+json",
        };
        return SendAsync(HttpMethod.Patch, type.Path(ns, name), Json(patch, mediaType), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(KubeResourceType type, string? ns, string name, CancellationToken cancellationToken)
    {
        JsonObject options = new() { ["kind"] = "DeleteOptions", ["apiVersion"] = "v1", ["propagationPolicy"] = "Background" };
        try
        {
            await SendAsync(HttpMethod.Delete, type.Path(ns, name), Json(options, "application/json"), cancellationToken);
            return true;
        }
        catch (KubeException e) when (e.IsNotFound)
        {
            return false;
        }
    }

    /// <summary>Opens an answer that is no JSON object and may never end, for example a followed log.</summary>
    /// <param name="path">Path and query, for example <c>/api/v1/namespaces/default/pods/web-0/log?follow=true</c>.</param>
    /// <param name="cancellationToken">Stops the asking; the stream is read with a token of its own.</param>
    /// <returns>The body; disposing it ends the request.</returns>
    /// <exception cref="KubeException">The server refuses or cannot be reached.</exception>
    public async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path.TrimStart('/'));
        try
        {
            HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadAsStreamAsync(cancellationToken);
            }

            using (response)
            {
                throw Refusal(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), HttpMethod.Get, path);
            }
        }
        catch (KubeConfigException e)
        {
            throw new KubeException(e.Message, inner: e);
        }
        catch (HttpRequestException e)
        {
            throw new KubeException($"GET \"{_connection.Server.TrimEnd('/')}{path}\": {e.InnerException?.Message ?? e.Message}", inner: e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KubeException($"GET \"{_connection.Server.TrimEnd('/')}{path}\": no answer in time", inner: e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static StringContent Json(JsonNode value, string mediaType) => new(value.ToJsonString(), Encoding.UTF8, mediaType);

    private static string Text(JsonObject holder, string name) => holder[name]?.GetValue<string>() ?? "";

    private async Task<IReadOnlyList<string>> GroupVersionsAsync(CancellationToken cancellationToken)
    {
        JsonObject core = await SendAsync(HttpMethod.Get, "/api", null, cancellationToken);
        JsonObject groups = await SendAsync(HttpMethod.Get, "/apis", null, cancellationToken);
        IEnumerable<string> coreVersions = (core["versions"] as JsonArray ?? []).Select(version => version!.GetValue<string>()); // not null: a list of texts
        IEnumerable<string> groupVersions = (groups["groups"] as JsonArray ?? []).OfType<JsonObject>()
            .SelectMany(group => (group["versions"] as JsonArray ?? []).OfType<JsonObject>())
            .Select(version => Text(version, "groupVersion"));
        return [.. coreVersions, .. groupVersions];
    }

    // One question per group version is remembered; a failed one is asked again.
    private async Task<IReadOnlyList<KubeResourceType>> TypesAsync(string apiVersion, CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<KubeResourceType>> asked = _served.GetOrAdd(apiVersion, version => AskTypesAsync(version, cancellationToken));
        try
        {
            return await asked;
        }
        catch
        {
            _served.TryRemove(new(apiVersion, asked));
            throw;
        }
    }

    private async Task<IReadOnlyList<KubeResourceType>> AskTypesAsync(string apiVersion, CancellationToken cancellationToken)
    {
        string root = apiVersion.Contains('/') ? "/apis/" : "/api/";
        try
        {
            JsonObject answer = await SendAsync(HttpMethod.Get, root + apiVersion, null, cancellationToken);
            return
            [
                .. (answer["resources"] as JsonArray ?? []).OfType<JsonObject>()
                    .Where(resource => !Text(resource, "name").Contains('/'))
                    .Select(resource => new KubeResourceType(
                        apiVersion, Text(resource, "kind"), Text(resource, "name"), resource["namespaced"]?.GetValue<bool>() ?? false)),
            ];
        }
        catch (KubeException e) when (e.IsNotFound)
        {
            return [];
        }
    }

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, path.TrimStart('/')) { Content = content };
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Parse(body) : throw Refusal(response.StatusCode, body, method, path);
        }
        catch (KubeConfigException e)
        {
            throw new KubeException(e.Message, inner: e);
        }
        catch (HttpRequestException e)
        {
            throw new KubeException($"{method.Method} \"{_connection.Server.TrimEnd('/')}{path}\": {e.InnerException?.Message ?? e.Message}", inner: e);
        }
        catch (TaskCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KubeException($"{method.Method} \"{_connection.Server.TrimEnd('/')}{path}\": no answer in time", inner: e);
        }
    }

    private static JsonObject Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? [] : JsonNode.Parse(body, documentOptions: KubeJson.Options) as JsonObject ?? [];
        }
        catch (JsonException e)
        {
            throw new KubeException("the server answered with something that is not JSON", inner: e);
        }
    }

    private static KubeException Refusal(HttpStatusCode status, byte[] body, HttpMethod method, string path)
    {
        try
        {
            JsonObject answer = Parse(body);
            string message = Text(answer, "message");
            return new KubeException(
                message.Length > 0 ? message : $"the server answered {(int)status} to {method.Method} {path}", (int)status, Text(answer, "reason"));
        }
        catch (Exception e) when (e is KubeException or InvalidOperationException)
        {
            return new KubeException($"the server answered {(int)status} to {method.Method} {path}", (int)status);
        }
    }
}
