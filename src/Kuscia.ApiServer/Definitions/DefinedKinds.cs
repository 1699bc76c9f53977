using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.ApiServer.Definitions;

/// <summary>The kinds that a CustomResourceDefinition defines: one for each served version, the most stable version first.</summary>
internal static class DefinedKinds
{
    private static readonly string[] Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    // While a definition goes, nothing new is taken.
    private static readonly string[] LastVerbs = ["delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>The kinds of an established definition; none of one that is not.</summary>
    public static IReadOnlyList<KindDescriptor> Of(JsonObject definition)
    {
        if (!DefinitionStatus.IsTrue(definition, "Established") || definition["spec"] is not JsonObject spec || definition["status"]?["acceptedNames"] is not JsonObject names)
        {
            return [];
        }

        JsonObject[] versions = [.. (spec["versions"] as JsonArray ?? []).OfType<JsonObject>()];
        string stored = versions.FirstOrDefault(v => v.IsTrue("storage"))?.Text("name") ?? "";
        return [.. versions.Where(v => v.IsTrue("served")).OrderBy(v => v.Text("name") ?? "", VersionOrder.Instance).Select(v => Kind(definition, spec, names, v, stored))];
    }

    private static KindDescriptor Kind(JsonObject definition, JsonObject spec, JsonObject names, JsonObject version, string stored)
    {
        string group = spec.Text("group") ?? "";
        ResourceKind kind = new(group, version.Text("name") ?? "", names.Text("kind") ?? "", names.Text("plural") ?? "", spec.Text("scope") == "Namespaced");
        JsonObject? scale = version["subresources"]?["scale"] as JsonObject;
        return new KindDescriptor
        {
            Kind = kind,
            Definition = definition.Meta().Text("uid") ?? "",
            Singular = names.Text("singular") ?? "",
            ListKind = names.Text("listKind") ?? kind.Kind + "List",
            ShortNames = names.Texts("shortNames"),
            Categories = names.Texts("categories"),
            Verbs = DefinitionStatus.IsTrue(definition, "Terminating") ? LastVerbs : Verbs,
            HasStatusSubresource = version["subresources"]?["status"] is JsonObject,
            Subresources = scale is null ? [] : ["scale"],
            Scale = scale is null ? null : new ScalePaths(scale.Text("specReplicasPath") ?? "", scale.Text("statusReplicasPath") ?? "", scale.Text("labelSelectorPath")),
            StoredVersion = $"{group}/{stored}",
            SelectableFields = [.. (version["selectableFields"] as JsonArray ?? []).OfType<JsonObject>().Select(f => (f.Text("jsonPath") ?? "").TrimStart('.'))],
            Columns = [.. (version["additionalPrinterColumns"] as JsonArray ?? []).OfType<JsonObject>().Select(Column)],
            Schema = Schema(version["schema"]?["openAPIV3Schema"] as JsonObject, kind),
        };
    }

    private static PrinterColumn Column(JsonObject column) => new(
        column.Text("name") ?? "", column.Text("type") ?? "string", column.Text("jsonPath") ?? "", (int)(column.Number("priority") ?? 0), column.Text("description") ?? "");

    // What every object has is part of the schema that is served, whether the definition says it or not.
    private static JsonObject Schema(JsonObject? given, ResourceKind kind)
    {
        JsonObject schema = (JsonObject)(given ?? []).DeepClone();
        JsonObject own = schema["properties"] as JsonObject ?? [];
        JsonObject properties = new()
        {
            ["apiVersion"] = new JsonObject { ["type"] = "string", ["description"] = "Version of the schema of this object, as group/version." },
            ["kind"] = new JsonObject { ["type"] = "string", ["description"] = "The kind of this object in CamelCase." },
            ["metadata"] = own["metadata"]?.DeepClone() ?? new JsonObject { ["type"] = "object" },
        };
        foreach ((string name, JsonNode? property) in own)
        {
            if (!properties.ContainsKey(name))
            {
                properties[name] = property?.DeepClone();
            }
        }

        schema["type"] = "object";
        schema["properties"] = properties;
        schema["x-kubernetes-group-version-kind"] = new JsonArray(new JsonObject { ["group"] = kind.Group, ["kind"] = kind.Kind, ["version"] = kind.Version });
        return schema;
    }
}
