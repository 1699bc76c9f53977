using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Schemas;

/// <summary>Takes the members off an object that its structural schema does not know, as the API server of Kubernetes does with objects of defined kinds.</summary>
internal static class Pruning
{
    private const int MaxTold = 50;

    /// <summary>Changes the object in place; the paths of what is gone in document order, the first fifty of them.</summary>
    public static IReadOnlyList<string> Prune(JsonObject value, JsonObject schema)
    {
        List<string> gone = [];
        Members(value, schema, "", isResource: true, gone);
        return gone;
    }

    private static void Visit(JsonNode? value, JsonObject schema, string path, List<string> gone)
    {
        switch (value)
        {
            case JsonObject members:
                Members(members, schema, path, schema.IsTrue(SchemaWords.EmbeddedResource), gone);
                break;
            case JsonArray items when schema["items"] is JsonObject itemSchema:
                for (int i = 0; i < items.Count; i++)
                {
                    Visit(items[i], itemSchema, $"{path}[{i}]", gone);
                }

                break;
            default:
                break;
        }
    }

    private static void Members(JsonObject members, JsonObject schema, string path, bool isResource, List<string> gone)
    {
        JsonObject? properties = schema["properties"] as JsonObject;
        JsonObject? others = schema["additionalProperties"] as JsonObject;
        bool keeps = schema.IsTrue(SchemaWords.PreserveUnknown) || schema.IsTrue("additionalProperties");
        foreach ((string name, JsonNode? member) in members.ToArray())
        {
            string at = path.Length == 0 ? name : $"{path}.{name}";
            if (isResource && name == "metadata")
            {
                Metadata(member as JsonObject, at, gone);
            }
            else if (isResource && name is "apiVersion" or "kind")
            {
                continue;
            }
            else if ((properties?[name] ?? others) is JsonObject known)
            {
                Visit(member, known, at, gone);
            }
            else if (!keeps)
            {
                Remove(members, name, at, gone);
            }
        }
    }

    private static void Metadata(JsonObject? metadata, string path, List<string> gone)
    {
        foreach (string name in metadata?.Select(m => m.Key).Where(m => !SchemaWords.MetadataMembers.Contains(m)).ToArray() ?? [])
        {
            Remove(metadata!, name, $"{path}.{name}", gone); // not null: its members are listed
        }
    }

    private static void Remove(JsonObject members, string name, string path, List<string> gone)
    {
        members.Remove(name);
        if (gone.Count < MaxTold)
        {
            gone.Add(path);
        }
    }
}
