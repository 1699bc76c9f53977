using System.Text.Json.Nodes;

namespace Kuscia.Model.Descriptors;

/// <summary>How the lists and maps of a defined kind merge, from the <c>x-kubernetes-list-type</c>, <c>-list-map-keys</c> and <c>-map-type</c> of its schema.</summary>
internal static class MergeSchema
{
    /// <summary>The rules of a whole object; metadata merges as that of every kind.</summary>
    public static MergeStructure Of(JsonObject? schema)
    {
        MergeStructure rules = new();
        foreach ((string name, MergeRule rule) in MergeRules.Of("-", "-").Members)
        {
            rules.Add(name, rule);
        }

        AddMembers(rules, schema, except: "metadata");
        return rules;
    }

    /// <summary>True when a schema declares a default anywhere.</summary>
    public static bool HasDefaults(JsonNode? schema) => schema switch
    {
        JsonObject members => members.ContainsKey("default") || ((members["properties"] as JsonObject)?.Any(p => HasDefaults(p.Value)) ?? false)
            || HasDefaults(members["items"]) || HasDefaults(members["additionalProperties"]),
        _ => false,
    };

    private static void AddMembers(MergeStructure rules, JsonObject? schema, string? except = null)
    {
        foreach ((string name, JsonNode? member) in schema?["properties"] as JsonObject ?? [])
        {
            if (name != except && member is JsonObject property)
            {
                rules.Add(name, Rule(property));
            }
        }

        if (schema?["additionalProperties"] is JsonObject values)
        {
            rules.Others = Rule(values);
        }
    }

    private static MergeRule Rule(JsonObject schema)
    {
        MergeStructure inside = new();
        AddMembers(inside, schema["items"] as JsonObject ?? schema);
        MergeRule rule = new() { Inside = inside };
        return (Text(schema, "x-kubernetes-list-type"), Text(schema, "x-kubernetes-map-type")) switch
        {
            ("set", _) => rule with { ApplyKeys = [] },
            ("map", _) => rule with { ApplyKeys = [.. (schema["x-kubernetes-list-map-keys"] as JsonArray ?? []).Select(k => k?.ToString() ?? "")] },
            (_, "atomic") => rule with { IsWhole = true },
            _ => rule,
        };
    }

    private static string? Text(JsonObject schema, string name) => schema[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
