using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Schemas;

/// <summary>Fills in the defaults that a schema declares, where the object that holds the member is present. A null counts as absent unless the member may be null.</summary>
internal static class SchemaDefaults
{
    /// <summary>Changes the value in place.</summary>
    public static void Apply(JsonNode? value, JsonObject? schema)
    {
        if (schema is null)
        {
            return;
        }

        if (value is JsonObject members)
        {
            ApplyToMembers(members, schema);
        }
        else if (value is JsonArray items && schema["items"] is JsonObject itemSchema)
        {
            foreach (JsonNode? item in items)
            {
                Apply(item, itemSchema);
            }
        }
    }

    private static void ApplyToMembers(JsonObject members, JsonObject schema)
    {
        foreach ((string name, JsonNode? node) in schema["properties"] as JsonObject ?? [])
        {
            if (node is not JsonObject property)
            {
                continue;
            }

            if (members[name] is null && property["default"] is { } fallback && !(members.ContainsKey(name) && property.IsTrue("nullable")))
            {
                members[name] = fallback.DeepClone();
            }

            Apply(members[name], property);
        }

        if (schema["additionalProperties"] is JsonObject valueSchema)
        {
            foreach ((_, JsonNode? value) in members)
            {
                Apply(value, valueSchema);
            }
        }
    }
}
