using System.Text.Json.Nodes;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Discovery;

/// <summary>Builds aggregated discovery (<c>APIGroupDiscoveryList</c>): every kind in two documents, which spares kubectl one request per group.</summary>
internal static class AggregatedDiscovery
{
    /// <summary>The media type of a version of the list.</summary>
    public static string MediaType(string version) => $"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList";

    /// <summary>The list of the core group, or of all other groups.</summary>
    public static JsonObject Build(IEnumerable<KindDescriptor> kinds, string version)
    {
        IEnumerable<JsonNode?> groups = kinds.GroupBy(k => k.Kind.Group).Select(g => (JsonNode?)Group(g.Key, g));
        return new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = $"apidiscovery.k8s.io/{version}",
            ["metadata"] = new JsonObject(),
            ["items"] = new JsonArray([.. groups]),
        };
    }

    private static JsonObject Group(string name, IEnumerable<KindDescriptor> kinds)
    {
        IEnumerable<JsonNode?> versions = kinds.GroupBy(k => k.Kind.Version).Select(v => (JsonNode?)new JsonObject
        {
            ["version"] = v.Key,
            ["resources"] = new JsonArray([.. v.Select(k => (JsonNode?)Resource(k))]),
            ["freshness"] = "Current",
        });
        JsonObject metadata = new() { ["creationTimestamp"] = null };
        if (name.Length > 0)
        {
            metadata["name"] = name;
        }

        return new JsonObject { ["metadata"] = metadata, ["versions"] = new JsonArray([.. versions]) };
    }

    private static JsonObject Resource(KindDescriptor kind)
    {
        JsonObject json = new()
        {
            ["resource"] = kind.Kind.Plural,
            ["responseKind"] = ResponseKind(kind.Kind.Group, kind.Kind.Version, kind.Kind.Kind),
            ["scope"] = kind.Kind.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = kind.Singular,
            ["verbs"] = Texts(kind.Verbs),
        };
        AddTexts(json, "shortNames", kind.ShortNames);
        AddTexts(json, "categories", kind.Categories);
        IReadOnlyList<ApiSubresource> subresources = ApiSubresource.Of(kind);
        if (subresources.Count > 0)
        {
            json["subresources"] = new JsonArray([.. subresources.Select(s => (JsonNode?)new JsonObject
            {
                ["subresource"] = s.Name,
                ["responseKind"] = ResponseKind(s.Group, s.Version, s.Kind),
                ["verbs"] = Texts(s.Verbs),
            })]);
        }

        return json;
    }

    private static JsonObject ResponseKind(string group, string version, string kind) => new() { ["group"] = group, ["version"] = version, ["kind"] = kind };

    /// <summary>A JSON array of texts.</summary>
    internal static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode?)t)];

    /// <summary>Adds an array of texts unless there are none.</summary>
    internal static void AddTexts(JsonObject json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            json[name] = Texts(texts);
        }
    }
}
