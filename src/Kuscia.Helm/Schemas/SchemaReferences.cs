using System.Text.Json;

namespace Kuscia.Helm.Schemas;

/// <summary>Follows <c>$ref</c> inside one schema document: pointers such as <c>#/definitions/port</c> and identifiers given by <c>$id</c>. Nothing is fetched.</summary>
internal sealed class SchemaReferences
{
    private readonly JsonElement _root;
    private readonly Dictionary<string, JsonElement> _byId = new(StringComparer.Ordinal);

    public SchemaReferences(JsonElement root)
    {
        _root = root;
        Collect(root);
    }

    public JsonElement Resolve(JsonElement reference)
    {
        string target = reference.GetString() ?? "";
        if (_byId.TryGetValue(target, out JsonElement known))
        {
            return known;
        }

        int hash = target.IndexOf('#');
        string document = hash < 0 ? target : target[..hash];
        string pointer = hash < 0 ? "" : Uri.UnescapeDataString(target[(hash + 1)..]);
        if (document.Length > 0 && !_byId.TryGetValue(document, out known))
        {
            throw new SchemaException($"the reference \"{target}\" leaves the schema; copy what it names under \"definitions\" and refer to that");
        }

        JsonElement current = document.Length > 0 ? known : _root;
        foreach (string part in pointer.Split('/').Skip(1))
        {
            current = Step(current, part.Replace("~1", "/").Replace("~0", "~"), target);
        }

        return current;
    }

    private static JsonElement Step(JsonElement current, string part, string target)
    {
        if (current.ValueKind == JsonValueKind.Object && current.TryGetProperty(part, out JsonElement member))
        {
            return member;
        }

        if (current.ValueKind == JsonValueKind.Array && int.TryParse(part, out int index) && index >= 0 && index < current.GetArrayLength())
        {
            return current[index];
        }

        throw new SchemaException($"Object has no key '{part}' (reference \"{target}\")");
    }

    private void Collect(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Collect(item);
            }
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (member.Name is "$id" or "id" && member.Value.ValueKind == JsonValueKind.String)
            {
                _byId.TryAdd(member.Value.GetString()!, element); // not null: it is a string
            }

            Collect(member.Value);
        }
    }
}
