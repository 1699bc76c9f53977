using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Schemas;

namespace Kuscia.ApiServer.Admission;

/// <summary>Finds the members of an object that its schema does not know; open records and free-form members have none.</summary>
internal static class UnknownFields
{
    private const int MaxFields = 50;

    /// <summary>Paths such as <c>spec.tasks[0].alais</c> in document order.</summary>
    public static IReadOnlyList<string> Find(JsonObject value, JsonObject schema)
    {
        List<string> found = [];
        foreach ((string name, JsonNode? member) in value)
        {
            if (name == "metadata")
            {
                found.AddRange((member as JsonObject ?? []).Where(m => !SchemaWords.MetadataMembers.Contains(m.Key)).Take(MaxFields).Select(m => $"metadata.{m.Key}"));
            }
            else
            {
                Visit(member, name, schema, name, found);
            }
        }

        return found;
    }

    private static void Visit(JsonNode? member, string name, JsonObject owner, string path, List<string> found)
    {
        if (owner.Child("properties").Child(name) is { } property)
        {
            Descend(member, property, path, found);
            return;
        }

        if (owner["additionalProperties"] is JsonObject values)
        {
            Descend(member, values, path, found);
            return;
        }

        if (owner.Child("properties") is not null && !owner.IsTrue("x-kubernetes-preserve-unknown-fields") && found.Count < MaxFields)
        {
            found.Add(path);
        }
    }

    private static void Descend(JsonNode? value, JsonObject schema, string path, List<string> found)
    {
        switch (value)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? member) in members)
                {
                    Visit(member, name, schema, $"{path}.{name}", found);
                }

                break;
            case JsonArray items when schema.Child("items") is { } itemSchema:
                for (int i = 0; i < items.Count; i++)
                {
                    Descend(items[i], itemSchema, $"{path}[{i}]", found);
                }

                break;
            default:
                break;
        }
    }
}
