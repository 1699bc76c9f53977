using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Kuscia.Client.Resources;
using Kuscia.Client.SignIn;
using Kuscia.Helm.Charts;

namespace Kuscia.Helm.Kube;

/// <summary>A Kubernetes API over HTTP. Thread-safe; owns its connections.</summary>
public sealed class KubeHttpCluster : IKubeCluster, IDisposable
{
    private const int PageSize = 250;

    private static readonly HttpResourceClientOptions Options = new()
    {
        UserAgent = $"Helm/{ToldVersion.Number}",
        Timeout = TimeSpan.FromSeconds(100),
        MaxDepth = KubeJson.MaxDepth,
        KeepsWords = true,
    };

    private readonly HttpMessageInvoker _http;
    private readonly HttpExchange _exchange;
    private readonly string _server;
    private ConcurrentDictionary<string, Task<IReadOnlyList<KubeResourceType>>> _served = new(StringComparer.Ordinal);

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <param name="connection">Server and credentials.</param>
    public KubeHttpCluster(KubeConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _server = connection.Server.TrimEnd('/');
        _http = new HttpMessageInvoker(connection.CreateHandler(), disposeHandler: true);
        _exchange = new HttpExchange(_http, new Uri(_server + "/"), Options);
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
        HttpResponseMessage response = await TranslateAsync(HttpMethod.Get, path, () => _exchange.BeginAsync(HttpCall.Get(path.TrimStart('/')), cancellationToken));
        return await response.Content.ReadAsStreamAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

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

    private Task<JsonObject> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken) =>
        TranslateAsync(
            method, path,
            () => _exchange.ReadAsync(new HttpCall(method, path.TrimStart('/'), content), static answer => JsonObject.Create(answer.Clone()) ?? [], cancellationToken));

    private async Task<T> TranslateAsync<T>(HttpMethod method, string path, Func<Task<T>> send)
    {
        try
        {
            return await send();
        }
        catch (KubeConfigException e)
        {
            throw new KubeException(e.Message, inner: e);
        }
        catch (ResourceException e)
        {
            throw new KubeException(e.Message, (int)e.StatusCode, e.Reason, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new KubeException($"{method.Method} \"{_server}{path}\": {(e as ConnectionFailedException)?.Cause ?? e.Message}", inner: e);
        }
    }
}
