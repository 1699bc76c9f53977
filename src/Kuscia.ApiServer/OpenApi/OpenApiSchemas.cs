using System.Text.Json.Nodes;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.ApiServer.OpenApi;

/// <summary>Schemas of the components of an OpenAPI document.</summary>
internal static class OpenApiSchemas
{
    /// <summary>Name of the shared schema of object metadata.</summary>
    public const string ObjectMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private const string ListMeta = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta";
    private const string OwnerReference = "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference";

    /// <summary>The component name of a kind: its group reversed, version and kind.</summary>
    public static string NameOf(ResourceKind kind)
    {
        string group = kind.Group.Length == 0 ? "io.k8s.api.core"
            : kind.Group.Contains('.', StringComparison.Ordinal) ? string.Join('.', kind.Group.Split('.').Reverse())
            : $"io.k8s.api.{kind.Group}";
        return $"{group}.{kind.Version}.{kind.Kind}";
    }

    /// <summary>A reference to a component.</summary>
    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    /// <summary>The components of one group version.</summary>
    public static JsonObject Components(IEnumerable<KindDescriptor> kinds)
    {
        JsonObject schemas = new();
        foreach (KindDescriptor kind in kinds)
        {
            schemas[NameOf(kind.Kind)] = Served(kind);
            if (kind.Verbs.Contains("list"))
            {
                schemas[NameOf(kind.Kind) + "List"] = List(kind.Kind);
            }
        }

        schemas[ObjectMeta] = Metadata();
        schemas[OwnerReference] = Owner();
        schemas[ListMeta] = Object("Version and paging of a list.", ("resourceVersion", Text("Version of the store that the list shows; a watch may start from it.")),
            ("continue", Text("Token that fetches the next page.")), ("remainingItemCount", Integer("Number of objects after this page.")));
        return schemas;
    }

    /// <summary>The schema of a kind with its metadata described.</summary>
    private static JsonObject Served(KindDescriptor kind)
    {
        JsonObject schema = (JsonObject)(kind.Schema?.DeepClone() ?? new JsonObject { ["type"] = "object" });
        if (schema["properties"] is JsonObject properties && properties.ContainsKey("metadata"))
        {
            properties["metadata"] = Described(Reference(ObjectMeta), "Name, namespace, labels, annotations and bookkeeping of the object.");
        }

        return schema;
    }

    private static JsonObject List(ResourceKind kind)
    {
        JsonObject items = new() { ["type"] = "array", ["items"] = Reference(NameOf(kind)), ["description"] = $"The {kind.Plural}." };
        JsonObject list = Object(
            $"A list of {kind.Plural}.",
            ("apiVersion", Text("Version of the schema of this object, as group/version.")),
            ("items", items),
            ("kind", Text("The kind of this object in CamelCase.")),
            ("metadata", Described(Reference(ListMeta), "Version and paging of the list.")));
        list["required"] = new JsonArray("items");
        list["x-kubernetes-group-version-kind"] = new JsonArray(
            new JsonObject { ["group"] = kind.Group, ["kind"] = kind.Kind + "List", ["version"] = kind.Version });
        return list;
    }

    private static JsonObject Metadata() => Object(
        "What every stored object has in common.",
        ("annotations", TextMap("Notes of people and programs, not for selection.")),
        ("creationTimestamp", Time("When the server created the object; set by the server.")),
        ("deletionGracePeriodSeconds", Integer("Seconds that the object has to end before it is removed; set by the server.")),
        ("deletionTimestamp", Time("When the object is to be removed; set by the server when a deletion waits.")),
        ("finalizers", List(Text(""), "The object is removed only once this list is empty.")),
        ("generateName", Text("Prefix from which the server makes a unique name when no name is given.")),
        ("generation", Integer("Counts changes of the desired state; set by the server.")),
        ("labels", TextMap("Key-value pairs by which objects are selected.")),
        ("managedFields", List(new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true }, "Who set which fields.")),
        ("name", Text("Name of the object, unique within its kind and namespace; cannot be changed.")),
        ("namespace", Text("Namespace of the object; empty for cluster-scoped kinds; cannot be changed.")),
        ("ownerReferences", List(Reference(OwnerReference), "Objects on which this one depends; it is deleted with them.")),
        ("resourceVersion", Text("Version of the object; a write that names an older one is refused.")),
        ("selfLink", Text("Not used any more.")),
        ("uid", Text("Identity of the object over its whole life; set by the server.")));

    private static JsonObject Owner()
    {
        JsonObject schema = Object(
            "Names an owner of an object.",
            ("apiVersion", Text("API version of the owner.")),
            ("blockOwnerDeletion", Flag("With foreground deletion the owner waits until this object is gone.")),
            ("controller", Flag("True for the one owner that manages this object.")),
            ("kind", Text("Kind of the owner.")),
            ("name", Text("Name of the owner.")),
            ("uid", Text("Identity of the owner.")));
        schema["required"] = new JsonArray("apiVersion", "kind", "name", "uid");
        return schema;
    }

    private static JsonObject Object(string description, params ReadOnlySpan<(string Name, JsonObject Schema)> members)
    {
        JsonObject properties = new();
        foreach ((string name, JsonObject schema) in members)
        {
            properties[name] = schema;
        }

        return new JsonObject { ["type"] = "object", ["description"] = description, ["properties"] = properties };
    }

    private static JsonObject Described(JsonObject reference, string description) => new() { ["description"] = description, ["allOf"] = new JsonArray(reference) };

    private static JsonObject Text(string description) => Scalar("string", null, description);

    private static JsonObject Flag(string description) => Scalar("boolean", null, description);

    private static JsonObject Integer(string description) => Scalar("integer", "int64", description);

    private static JsonObject Time(string description) => Scalar("string", "date-time", description);

    private static JsonObject TextMap(string description) =>
        new() { ["type"] = "object", ["description"] = description, ["additionalProperties"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject List(JsonObject items, string description) => new() { ["type"] = "array", ["description"] = description, ["items"] = items };

    private static JsonObject Scalar(string type, string? format, string description)
    {
        JsonObject schema = new() { ["type"] = type };
        if (format is not null)
        {
            schema["format"] = format;
        }

        if (description.Length > 0)
        {
            schema["description"] = description;
        }

        return schema;
    }
}
