using System.Globalization;
using System.Text.Json.Nodes;
using KubeFate.Clusters;
using KubeFate.Jobs;
using KubeFate.Wire;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;

namespace KubeFate.Service;

/// <summary>Version, namespaces, health and figures.</summary>
internal sealed class GeneralEndpoint(JobTools tools, JobRunner runner)
{
    /// <summary>The version clients are told; it names the interface.</summary>
    public const string Version = "v1.4.5";

    private static readonly string[] Documented = ["/v1/user", "/v1/cluster", "/v1/job", "/v1/chart", "/v1/version", "/v1/namespace", "/v1/log"];

    public IEnumerable<Route> Routes() =>
    [
        new("GET", "/", true, static call => call.Context.DoneAsync("kubefate run Success")),
        new("GET", "/v1/", true, static _ => throw new Refusal(400, "error path")),
        new("GET", "/v1/swagger/index.html", true, static call => call.Context.TextAsync(200, "text/html; charset=utf-8", "<!doctype html><title>KubeFATE</title><p>The interface is described in <a href=\"doc.json\">doc.json</a>.")),
        new("GET", "/v1/swagger/doc.json", true, static call => call.Context.JsonAsync(Document())),
        new("GET", "/healthz", true, static call => call.Context.TextAsync(200, "text/plain", "ok\n")),
        new("GET", "/readyz", true, ReadyAsync),
        new("GET", "/metrics", true, MetricsAsync),
        new("GET", "/v1/version/", false, static call => call.Context.JsonAsync(new JsonObject { ["msg"] = "getVersion Success", ["version"] = Version })),
        new("GET", "/v1/namespace/", false, NamespacesAsync),
    ];

    private async Task ReadyAsync(Call call)
    {
        await tools.Jobs.ListIdleAsync(call.Aborted);
        await call.Context.TextAsync(200, "text/plain", "ok\n");
    }

    private async Task MetricsAsync(Call call)
    {
        long clusters = await tools.Clusters.CountAsync(call.Aborted);
        string text = string.Create(CultureInfo.InvariantCulture, $"# TYPE kubefate_clusters gauge\nkubefate_clusters {clusters}\n# TYPE kubefate_jobs_running gauge\nkubefate_jobs_running {runner.Count}\n");
        await call.Context.TextAsync(200, "text/plain; version=0.0.4", text);
    }

    private async Task NamespacesAsync(Call call)
    {
        IReadOnlyList<JsonObject> namespaces;
        try
        {
            namespaces = await tools.Access.Cluster.ListAsync(KubeResourceType.Namespace, null, null, call.Aborted);
        }
        catch (Exception e) when (e is KubeException or HelmException)
        {
            throw new Refusal(500, $"Get namespaces failed. Please check if user has the privilege to list resource \"namespaces\" at the cluster scope: {e.Message}");
        }

        await call.Context.DoneAsync("getNamespaceList Success", Answers.List(namespaces, Describe));
    }

    private JsonObject Describe(JsonObject item)
    {
        JsonNode? metadata = item["metadata"];
        DateTimeOffset? made = GoJson.ReadTime(metadata?["creationTimestamp"]?.GetValue<string>());
        return new JsonObject
        {
            ["Name"] = ModuleReader.NameOf(item),
            ["Status"] = item["status"]?["phase"]?.GetValue<string>() ?? "Active",
            ["Labels"] = metadata?["labels"]?.DeepClone(),
            ["Annotations"] = metadata?["annotations"]?.DeepClone(),
            ["Age"] = made is { } time ? HumanDuration.Write(tools.Clock.GetUtcNow() - time) : "",
        };
    }

    private static JsonObject Document() => new()
    {
        ["swagger"] = "2.0",
        ["info"] = new JsonObject { ["title"] = "KubeFATE", ["version"] = Version },
        ["basePath"] = "/v1",
        ["paths"] = new JsonObject(Documented.Select(path => KeyValuePair.Create(path["/v1".Length..], (JsonNode?)new JsonObject()))),
    };
}
