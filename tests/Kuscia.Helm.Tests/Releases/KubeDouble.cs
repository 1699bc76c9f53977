using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.SignIn;
using Kuscia.Helm.Kube;
using Kuscia.Helm.Releases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kuscia.Helm.Tests.Releases;

/// <summary>A small Kubernetes API over real HTTP: discovery, create, get, list, replace, patch and delete of a few kinds, kept in memory.</summary>
internal sealed class KubeDouble : IAsyncDisposable
{
    private static readonly (string GroupVersion, string Kind, string Plural, bool Namespaced)[] BuiltIn =
    [
        ("v1", "Namespace", "namespaces", false), ("v1", "Secret", "secrets", true), ("v1", "ConfigMap", "configmaps", true),
        ("v1", "Service", "services", true), ("v1", "Pod", "pods", true), ("v1", "ServiceAccount", "serviceaccounts", true),
        ("apps/v1", "Deployment", "deployments", true), ("batch/v1", "Job", "jobs", true),
        ("networking.k8s.io/v1", "Ingress", "ingresses", true), ("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true),
        ("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", true),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", false),
    ];

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string GroupVersion, string Kind, string Plural, bool Namespaced)> _served = new();
    private int _revision;

    private KubeDouble(WebApplication app)
    {
        this._app = app;
        foreach ((string GroupVersion, string Kind, string Plural, bool Namespaced) kind in BuiltIn)
        {
            _served[$"{kind.GroupVersion}/{kind.Plural}"] = kind;
        }
    }

    /// <summary>Every changing request: method, path and, for patches, the body.</summary>
    public ConcurrentQueue<string> Changes { get; } = [];

    public string Address { get; private set; } = "";

    /// <summary>Changes an object after it was stored, as controllers do; null leaves all objects as they are.</summary>
    public Action<JsonObject>? Controller { get; set; } = MakeReady;

    /// <summary>Refuses a request (method and path) with 500 when it returns true.</summary>
    public Func<string, bool> Refuses { get; set; } = static _ => false;

    public static async Task<KubeDouble> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        KubeDouble kube = new(app);
        app.Run(kube.AnswerAsync);
        await app.StartAsync();
        kube.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return kube;
    }

    public static void MakeReady(JsonObject item)
    {
        switch (item["kind"]!.GetValue<string>())
        {
            case "Job":
                item["status"] = JsonNode.Parse("""{"conditions":[{"type":"Complete","status":"True"}],"succeeded":1}""");
                break;
            case "Pod":
                item["status"] = JsonNode.Parse("""{"phase":"Succeeded","conditions":[{"type":"Ready","status":"True"}]}""");
                break;
            case "Deployment":
                JsonNode replicas = item["spec"]?["replicas"]?.DeepClone() ?? 1;
                item["status"] = new JsonObject { ["readyReplicas"] = replicas, ["updatedReplicas"] = replicas.DeepClone() };
                break;
            case "Service":
                item["spec"]!["clusterIP"] ??= "10.0.0.7";
                break;
            case "CustomResourceDefinition":
                item["status"] = JsonNode.Parse("""{"conditions":[{"type":"Established","status":"True"}]}""");
                break;
        }
    }

    public JsonObject? Find(string path) => _objects.GetValueOrDefault(path);

    public void Store(string path, JsonObject item) => _objects[path] = item;

    public IEnumerable<string> Paths => _objects.Keys.Order(StringComparer.Ordinal);

    public KubeHttpCluster Connect() => new(new KubeConnection { Server = Address, Token = static () => "secret-token" });

    public static ReleaseEnvironment Environment(KubeHttpCluster cluster, string ns = "demo") => new()
    {
        Cluster = cluster,
        Namespace = ns,
        PollInterval = TimeSpan.FromMilliseconds(5),
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!.TrimEnd('/');
        string method = context.Request.Method;
        if (Refuses($"{method} {path}"))
        {
            await FailAsync(context, 500, "InternalError", "etcdserver: request timed out");
            return;
        }

        JsonObject? discovery = Discover(path);
        if (discovery is not null)
        {
            await WriteAsync(context, 200, discovery);
            return;
        }

        JsonObject? body = null;
        if (context.Request.ContentLength > 0)
        {
            body = (await JsonNode.ParseAsync(context.Request.Body, documentOptions: new JsonDocumentOptions { MaxDepth = 1_001 }))!.AsObject();
        }

        if (method != "GET")
        {
            Changes.Enqueue($"{method} {path}{(method == "PATCH" ? $" {context.Request.ContentType!.Split(';')[0]} {body!.ToJsonString()}" : "")}");
        }

        await HandleAsync(context, method, path, body);
    }

    private async Task HandleAsync(HttpContext context, string method, string path, JsonObject? body)
    {
        bool isCollection = _served.Values.Any(kind => path.EndsWith("/" + kind.Plural, StringComparison.Ordinal));
        if (method == "POST")
        {
            await CreateAsync(context, path, body!);
        }
        else if (method == "GET" && isCollection)
        {
            await ListAsync(context, path);
        }
        else if (!_objects.TryGetValue(path, out JsonObject? found))
        {
            await FailAsync(context, 404, "NotFound", $"{path} not found");
        }
        else if (method == "DELETE")
        {
            _objects.TryRemove(path, out _);
            await WriteAsync(context, 200, new JsonObject { ["kind"] = "Status", ["status"] = "Success" });
        }
        else
        {
            JsonObject changed = method switch
            {
                "PUT" => body!,
                "PATCH" => PatchDouble.Apply(found, body!, context.Request.ContentType!.Contains("strategic")),
                _ => found,
            };
            await WriteAsync(context, 200, method == "GET" ? found : Keep(path, changed));
        }
    }

    private async Task CreateAsync(HttpContext context, string path, JsonObject body)
    {
        string one = $"{path}/{body["metadata"]!["name"]!.GetValue<string>()}";
        if (_objects.ContainsKey(one))
        {
            await FailAsync(context, 409, "AlreadyExists", $"{path[(path.LastIndexOf('/') + 1)..]} \"{body["metadata"]!["name"]}\" already exists");
            return;
        }

        if (body["kind"]!.GetValue<string>() == "CustomResourceDefinition")
        {
            string group = body["spec"]!["group"]!.GetValue<string>();
            string version = body["spec"]!["versions"]![0]!["name"]!.GetValue<string>();
            JsonNode names = body["spec"]!["names"]!;
            _served[$"{group}/{version}/{names["plural"]}"] = ($"{group}/{version}", names["kind"]!.ToString(), names["plural"]!.ToString(), true);
        }

        await WriteAsync(context, 201, Keep(one, body));
    }

    private JsonObject Keep(string path, JsonObject item)
    {
        JsonObject kept = (JsonObject)item.DeepClone();
        kept["metadata"]!["resourceVersion"] = Interlocked.Increment(ref _revision).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Controller?.Invoke(kept);
        _objects[path] = kept;
        return kept;
    }

    private async Task ListAsync(HttpContext context, string path)
    {
        string[] wanted = context.Request.Query["labelSelector"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        string collection = path[(path.LastIndexOf('/') + 1)..];
        bool everywhere = !path.Contains("/namespaces/", StringComparison.Ordinal);
        IEnumerable<JsonObject> found = _objects
            .Where(entry => everywhere ? entry.Key.Contains($"/{collection}/", StringComparison.Ordinal) : entry.Key.StartsWith(path + "/", StringComparison.Ordinal))
            .Where(entry => wanted.All(term => entry.Value["metadata"]!["labels"]?[term.Split('=')[0]]?.ToString() == term.Split('=')[1]))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => (JsonObject)entry.Value.DeepClone());
        int skip = int.TryParse(context.Request.Query["continue"], out int at) ? at : 0;
        int limit = int.TryParse(context.Request.Query["limit"], out int max) ? max : int.MaxValue;
        JsonObject[] page = [.. found.Skip(skip).Take(limit)];
        bool more = found.Count() > skip + page.Length;
        await WriteAsync(context, 200, new JsonObject
        {
            ["kind"] = "List",
            ["metadata"] = new JsonObject { ["continue"] = more ? $"{skip + page.Length}" : "" },
            ["items"] = new JsonArray([.. page]),
        });
    }

    private JsonObject? Discover(string path)
    {
        string[] versions = [.. _served.Values.Select(kind => kind.GroupVersion).Distinct().Order(StringComparer.Ordinal)];
        if (path == "/version")
        {
            return new JsonObject { ["major"] = "1", ["minor"] = "27", ["gitVersion"] = "v1.27.3" };
        }

        if (path == "/api")
        {
            return new JsonObject { ["versions"] = new JsonArray("v1") };
        }

        if (path == "/apis")
        {
            return new JsonObject
            {
                ["groups"] = new JsonArray([.. versions.Where(version => version.Contains('/')).Select(version => new JsonObject
                {
                    ["name"] = version.Split('/')[0],
                    ["versions"] = new JsonArray(new JsonObject { ["groupVersion"] = version }),
                })]),
            };
        }

        string? asked = versions.FirstOrDefault(version => path == (version.Contains('/') ? "/apis/" : "/api/") + version);
        return asked is null ? null : new JsonObject
        {
            ["resources"] = new JsonArray([.. _served.Values.Where(kind => kind.GroupVersion == asked).Select(kind => new JsonObject
            {
                ["name"] = kind.Plural,
                ["kind"] = kind.Kind,
                ["namespaced"] = kind.Namespaced,
            })]),
        };
    }

    private static Task FailAsync(HttpContext context, int status, string reason, string message) =>
        WriteAsync(context, status, new JsonObject { ["kind"] = "Status", ["code"] = status, ["reason"] = reason, ["message"] = message });

    private static async Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString());
    }
}
