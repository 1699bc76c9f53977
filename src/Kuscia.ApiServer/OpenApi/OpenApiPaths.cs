using System.Text.Json.Nodes;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.ApiServer.OpenApi;

/// <summary>
/// Paths of an OpenAPI document. Strategic merge patches are served for the Kubernetes kinds but not announced: clients then build
/// them from their own knowledge of the merge keys, which these schemas do not carry.
/// </summary>
internal static class OpenApiPaths
{
    private static readonly string[] WriteParameters = ["dryRun", "fieldManager", "fieldValidation"];
    private static readonly string[] ListParameters =
        ["allowWatchBookmarks", "continue", "fieldSelector", "labelSelector", "limit", "resourceVersion", "resourceVersionMatch", "timeoutSeconds", "watch"];

    private static readonly string[] DeleteParameters = ["dryRun", "gracePeriodSeconds", "propagationPolicy"];

    /// <summary>The paths of the kinds of one group version.</summary>
    public static JsonObject Build(IEnumerable<KindDescriptor> kinds)
    {
        JsonObject paths = new();
        foreach (KindDescriptor kind in kinds)
        {
            string prefix = kind.Kind.Group.Length == 0 ? $"/api/{kind.Kind.Version}" : $"/apis/{kind.Kind.ApiVersion}";
            string collection = $"{prefix}{(kind.Kind.Namespaced ? "/namespaces/{namespace}" : "")}/{kind.Kind.Plural}";
            paths[collection] = Collection(kind);
            if (kind.Kind.Namespaced && kind.Verbs.Contains("list"))
            {
                paths[$"{prefix}/{kind.Kind.Plural}"] = new JsonObject { ["get"] = Operation(kind, "list", ListParameters) };
            }

            if (kind.Verbs.Contains("get"))
            {
                paths[collection + "/{name}"] = Item(kind, "");
            }

            if (kind.HasStatusSubresource)
            {
                paths[collection + "/{name}/status"] = Item(kind with { Verbs = ["get", "patch", "update"] }, "Status");
            }
        }

        return paths;
    }

    private static JsonObject Collection(KindDescriptor kind)
    {
        JsonObject path = new();
        if (kind.Kind.Namespaced)
        {
            path["parameters"] = new JsonArray(PathParameter("namespace"));
        }

        Add(path, kind, "list", "get", ListParameters);
        Add(path, kind, "create", "post", WriteParameters);
        Add(path, kind, "deletecollection", "delete", DeleteParameters);
        return path;
    }

    private static JsonObject Item(KindDescriptor kind, string suffix)
    {
        JsonArray parameters = new(PathParameter("name"));
        if (kind.Kind.Namespaced)
        {
            parameters.Add((JsonNode)PathParameter("namespace"));
        }

        JsonObject path = new() { ["parameters"] = parameters };
        Add(path, kind, "get", "get", [], suffix);
        Add(path, kind, "update", "put", WriteParameters, suffix);
        Add(path, kind, "patch", "patch", [.. WriteParameters, "force"], suffix);
        Add(path, kind, "delete", "delete", DeleteParameters, suffix);
        return path;
    }

    private static void Add(JsonObject path, KindDescriptor kind, string verb, string method, string[] parameters, string suffix = "")
    {
        if (kind.Verbs.Contains(verb))
        {
            path[method] = Operation(kind, verb, parameters, suffix);
        }
    }

    private static JsonObject Operation(KindDescriptor kind, string verb, string[] parameters, string suffix = "")
    {
        ResourceKind about = kind.Kind;
        string answer = OpenApiSchemas.NameOf(about) + (verb == "list" ? "List" : "");
        JsonObject operation = new()
        {
            ["tags"] = new JsonArray(about.ApiVersion),
            ["operationId"] = $"{verb}{about.Kind}{suffix}",
            ["parameters"] = new JsonArray([.. parameters.Select(p => (JsonNode?)QueryParameter(p))]),
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject { ["description"] = "OK", ["content"] = Json(OpenApiSchemas.Reference(answer)) },
            },
            ["x-kubernetes-action"] = verb == "create" ? "post" : verb,
            ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = about.Group, ["kind"] = about.Kind, ["version"] = about.Version },
        };
        if (RequestBody(about, verb) is { } body)
        {
            operation["requestBody"] = new JsonObject { ["content"] = body, ["required"] = true };
        }

        return operation;
    }

    private static JsonObject? RequestBody(ResourceKind kind, string verb) => verb switch
    {
        "create" or "update" => Json(OpenApiSchemas.Reference(OpenApiSchemas.NameOf(kind))),
        "patch" => new JsonObject
        {
            ["application/json-patch+json"] = Schema(new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "object" } }),
            ["application/merge-patch+json"] = Schema(new JsonObject { ["type"] = "object" }),
        },
        _ => null,
    };

    private static JsonObject Json(JsonObject schema) => new() { ["application/json"] = Schema(schema) };

    private static JsonObject Schema(JsonObject schema) => new() { ["schema"] = schema };

    private static JsonObject PathParameter(string name) =>
        new() { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject QueryParameter(string name)
    {
        string type = name switch
        {
            "allowWatchBookmarks" or "force" or "watch" => "boolean",
            "gracePeriodSeconds" or "limit" or "timeoutSeconds" => "integer",
            _ => "string",
        };
        return new JsonObject { ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = type, ["uniqueItems"] = true } };
    }
}
