using System.Text.Json.Nodes;
using Kuscia.Model.Descriptors;

namespace Kuscia.ApiServer.Discovery;

/// <summary>Builds the CustomResourceDefinition objects of the kuscia kinds, for clients that look kinds up there. They can be read, not changed.</summary>
internal static class CustomResourceDefinitions
{
    /// <summary>The definition of a kind, without server-owned metadata.</summary>
    public static JsonObject Build(KindDescriptor kind) => new()
    {
        ["apiVersion"] = "apiextensions.k8s.io/v1",
        ["kind"] = "CustomResourceDefinition",
        ["metadata"] = new JsonObject { ["name"] = $"{kind.Kind.Plural}.{kind.Kind.Group}" },
        ["spec"] = new JsonObject
        {
            ["group"] = kind.Kind.Group,
            ["names"] = Names(kind),
            ["scope"] = kind.Kind.Namespaced ? "Namespaced" : "Cluster",
            ["versions"] = new JsonArray(Version(kind)),
            ["conversion"] = new JsonObject { ["strategy"] = "None" },
        },
        ["status"] = new JsonObject
        {
            ["acceptedNames"] = Names(kind),
            ["conditions"] = new JsonArray(Condition("NamesAccepted", "NoConflicts"), Condition("Established", "InitialNamesAccepted")),
            ["storedVersions"] = new JsonArray(kind.Kind.Version),
        },
    };

    private static JsonObject Names(KindDescriptor kind)
    {
        JsonObject names = new()
        {
            ["plural"] = kind.Kind.Plural,
            ["singular"] = kind.Singular,
            ["kind"] = kind.Kind.Kind,
            ["listKind"] = kind.Kind.Kind + "List",
        };
        AggregatedDiscovery.AddTexts(names, "shortNames", kind.ShortNames);
        return names;
    }

    private static JsonObject Version(KindDescriptor kind)
    {
        JsonObject schema = (JsonObject)(kind.Schema?.DeepClone() ?? new JsonObject { ["type"] = "object" });
        schema.Remove("x-kubernetes-group-version-kind");
        JsonObject version = new()
        {
            ["name"] = kind.Kind.Version,
            ["served"] = true,
            ["storage"] = true,
            ["schema"] = new JsonObject { ["openAPIV3Schema"] = schema },
        };
        if (kind.HasStatusSubresource)
        {
            version["subresources"] = new JsonObject { ["status"] = new JsonObject() };
        }

        if (kind.Columns.Count > 0)
        {
            version["additionalPrinterColumns"] = new JsonArray([.. kind.Columns.Select(c => (JsonNode?)Column(c))]);
        }

        return version;
    }

    private static JsonObject Column(PrinterColumn column)
    {
        JsonObject json = new() { ["name"] = column.Name, ["type"] = column.Type, ["jsonPath"] = column.JsonPath };
        if (column.Priority != 0)
        {
            json["priority"] = column.Priority;
        }

        return json;
    }

    private static JsonObject Condition(string type, string reason) => new() { ["type"] = type, ["status"] = "True", ["reason"] = reason };
}
