using System.Text.Json.Nodes;

namespace Kuscia.Adversary.Tests;

/// <summary>The content of every object in a victim's store, without what the node itself writes all the time; tells what changed between two looks.</summary>
internal sealed class StoreSnapshot
{
    // Their status is a heartbeat, or all they are is one.
    private static readonly string[] Beating = ["nodes", "gateways", "domains", "domainroutes", "clusterdomainroutes", "interopconfigs"];
    private static readonly string[] Fleeting = ["leases", "events", "componentstatuses"];

    private readonly Dictionary<string, string> _objects = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Objects => _objects;

    /// <summary>Takes a snapshot of everything outside the given namespaces.</summary>
    public static async Task<StoreSnapshot> TakeAsync(NodeProcess node, IReadOnlyList<ApiResource> resources, params string[] without)
    {
        StoreSnapshot snapshot = new();
        foreach (ApiResource resource in resources.Where(r => r.CanList && !Fleeting.Contains(r.Plural)))
        {
            (int status, string body) = await node.AdminAsync(HttpMethod.Get, resource.Path(null));
            Assert.True(status == 200, $"{resource.Plural}: {status} {body}");
            foreach (JsonNode? item in JsonNode.Parse(body)?["items"]?.AsArray() ?? [])
            {
                snapshot.Add(resource, item?.AsObject() ?? [], without);
            }
        }

        return snapshot;
    }

    /// <summary>The name of some object of that resource and namespace; null when there is none.</summary>
    public string? SomeName(ApiResource resource, string? @namespace)
    {
        string prefix = $"{resource.Plural}.{resource.Group} {@namespace}/";
        return _objects.Keys.FirstOrDefault(k => k.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
    }

    /// <summary>One line per object that was added, removed or changed.</summary>
    public IReadOnlyList<string> ChangesTo(StoreSnapshot later)
    {
        IEnumerable<string> gone = _objects.Keys.Where(k => !later._objects.ContainsKey(k)).Select(k => $"removed {k}");
        IEnumerable<string> made = later._objects.Keys.Where(k => !_objects.ContainsKey(k)).Select(k => $"added {k}");
        IEnumerable<string> changed = _objects.Where(o => later._objects.TryGetValue(o.Key, out string? now) && now != o.Value)
            .Select(o => $"changed {o.Key}: {o.Value} -> {later._objects[o.Key]}");
        return [.. gone, .. made, .. changed.Select(c => c.Length <= 2000 ? c : c[..2000])];
    }

    private void Add(ApiResource resource, JsonObject item, string[] without)
    {
        JsonObject metadata = item["metadata"]?.AsObject() ?? [];
        string @namespace = metadata["namespace"]?.GetValue<string>() ?? "";
        if (without.Contains(@namespace))
        {
            return;
        }

        string name = metadata["name"]?.GetValue<string>() ?? "";
        metadata.Remove("resourceVersion");
        metadata.Remove("managedFields");
        metadata.Remove("generation");
        if (Beating.Contains(resource.Plural))
        {
            item.Remove("status");
        }

        (item["status"] as JsonObject)?.Remove("lastReconcileTime");
        _objects[$"{resource.Plural}.{resource.Group} {@namespace}/{name}"] = item.ToJsonString();
    }
}
