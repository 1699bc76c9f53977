using System.Text.Json.Nodes;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.ApiServer.Discovery;

/// <summary>Builds the discovery documents of single groups and versions, which every client understands.</summary>
internal static class LegacyDiscovery
{
    /// <summary><c>/api</c>: the versions of the core group.</summary>
    /// <param name="address">Host and port by which the client came, or null.</param>
    public static JsonObject CoreVersions(string? address = null) => new()
    {
        ["kind"] = "APIVersions",
        ["versions"] = new JsonArray("v1"),
        ["serverAddressByClientCIDRs"] = string.IsNullOrEmpty(address)
            ? new JsonArray()
            : new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
    };

    /// <summary><c>/apis</c>: all groups but the core group.</summary>
    public static JsonObject Groups(IEnumerable<IGrouping<string, KindDescriptor>> groups) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. groups.Select(g => (JsonNode?)GroupEntry(g.Key, g))]),
    };

    /// <summary><c>/apis/G</c>: the versions of one group.</summary>
    public static JsonObject Group(string name, IEnumerable<KindDescriptor> kinds)
    {
        JsonObject json = new() { ["kind"] = "APIGroup", ["apiVersion"] = "v1" };
        foreach ((string key, JsonNode? value) in GroupEntry(name, kinds))
        {
            json[key] = value?.DeepClone();
        }

        return json;
    }

    /// <summary><c>/api/v1</c> and <c>/apis/G/V</c>: the resources of one version with their subresources.</summary>
    public static JsonObject Resources(string groupVersion, IEnumerable<KindDescriptor> kinds)
    {
        JsonArray resources = new();
        foreach (KindDescriptor kind in kinds)
        {
            resources.Add((JsonNode)Resource(kind));
            foreach (ApiSubresource subresource in ApiSubresource.Of(kind))
            {
                resources.Add((JsonNode)Subresource(kind, subresource));
            }
        }

        return new JsonObject { ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = groupVersion, ["resources"] = resources };
    }

    private static JsonObject GroupEntry(string name, IEnumerable<KindDescriptor> kinds)
    {
        List<JsonObject> versions = [.. kinds.Select(k => k.Kind).Distinct(VersionComparer.Instance).Select(Version)];
        return new JsonObject
        {
            ["name"] = name,
            ["versions"] = new JsonArray([.. versions.Select(v => v.DeepClone())]),
            ["preferredVersion"] = versions[0],
        };
    }

    private static JsonObject Version(ResourceKind kind) => new() { ["groupVersion"] = kind.ApiVersion, ["version"] = kind.Version };

    private static JsonObject Resource(KindDescriptor kind)
    {
        JsonObject json = new()
        {
            ["name"] = kind.Kind.Plural,
            ["singularName"] = kind.Singular,
            ["namespaced"] = kind.Kind.Namespaced,
            ["kind"] = kind.Kind.Kind,
            ["verbs"] = AggregatedDiscovery.Texts(kind.Verbs),
        };
        AggregatedDiscovery.AddTexts(json, "shortNames", kind.ShortNames);
        AggregatedDiscovery.AddTexts(json, "categories", kind.Categories);
        return json;
    }

    private static JsonObject Subresource(KindDescriptor kind, ApiSubresource subresource)
    {
        JsonObject json = new() { ["name"] = $"{kind.Kind.Plural}/{subresource.Name}", ["singularName"] = "", ["namespaced"] = kind.Kind.Namespaced };
        if (subresource.Group != kind.Kind.Group)
        {
            json["group"] = subresource.Group;
            json["version"] = subresource.Version;
        }

        json["kind"] = subresource.Kind;
        json["verbs"] = AggregatedDiscovery.Texts(subresource.Verbs);
        return json;
    }

    private sealed class VersionComparer : IEqualityComparer<ResourceKind>
    {
        public static readonly VersionComparer Instance = new();

        public bool Equals(ResourceKind? x, ResourceKind? y) => x?.Version == y?.Version;

        public int GetHashCode(ResourceKind obj) => obj.Version.GetHashCode(StringComparison.Ordinal);
    }
}
