using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Schemas;

namespace Kuscia.ApiServer.Admission.Definitions;

/// <summary>
/// Checks that a schema is structural (the rules of <c>apiextensions.k8s.io/v1</c>): every value has a type, what combines schemas only restricts, what is not supported is not there.
/// </summary>
internal sealed class StructuralSchema
{
    private const int MaxDepth = 64;
    private const string Rules = "x-kubernetes-validations";
    private static readonly string[] Unsupported = ["$ref", "$schema", "id", "definitions", "dependencies", "patternProperties", "additionalItems"];
    private static readonly string[] ValueOnly = ["type", "default", "nullable", "additionalProperties", "title", "description", SchemaWords.PreserveUnknown, SchemaWords.EmbeddedResource];
    private static readonly string[] Combining = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] Types = ["object", "array", "string", "integer", "number", "boolean"];
    private readonly List<StatusCause> _causes = [];

    /// <summary>The faults of the schema of one version.</summary>
    public static IReadOnlyList<StatusCause> Check(JsonObject schema, string path)
    {
        StructuralSchema check = new();
        check.Value(schema, path, "at the root", 0);
        if (schema.String("type") is { } type && type != "object")
        {
            check.Add(StatusCause.Invalid($"{path}.type", StatusCause.Quote(type), "must be object at the root"));
        }

        foreach ((string name, _) in schema.Child("properties").Child("metadata").Child("properties") ?? [])
        {
            if (name is not ("name" or "generateName"))
            {
                check.Add(StatusCause.Forbidden($"{path}.properties[metadata]", "must not specify anything other than name and generateName, but metadata is implicitly specified"));
                break;
            }
        }

        return check._causes;
    }

    private void Value(JsonObject schema, string path, string where, int depth)
    {
        if (depth > MaxDepth)
        {
            Add(StatusCause.Invalid(path, "\"\"", $"schemas may be nested at most {MaxDepth} deep"));
            return;
        }

        CheckType(schema, path, where);
        CheckWords(schema, path);
        CheckLists(schema, path);
        foreach ((string name, JsonNode? property) in schema.Child("properties") ?? [])
        {
            Value(property as JsonObject ?? [], $"{path}.properties[{name}]", "for specified object fields", depth + 1);
        }

        if (schema["items"] is JsonObject items)
        {
            Value(items, $"{path}.items", "for specified array items", depth + 1);
        }

        if (schema["additionalProperties"] is JsonObject values)
        {
            Value(values, $"{path}.additionalProperties", "for specified object fields", depth + 1);
        }

        Combinations(schema, path, depth);
    }

    private void CheckType(JsonObject schema, string path, string where)
    {
        string type = schema.String("type") ?? "";
        bool free = schema.IsTrue(SchemaWords.IntOrString) || schema.IsTrue(SchemaWords.PreserveUnknown);
        if (type.Length == 0 && !free)
        {
            Add(StatusCause.Required($"{path}.type", $"must not be empty {where}"));
        }
        else if (type.Length > 0 && !Types.Contains(type))
        {
            Add(StatusCause.NotSupported($"{path}.type", StatusCause.Quote(type), Types.Order(StringComparer.Ordinal)));
        }
        else if (type.Length > 0 && schema.IsTrue(SchemaWords.IntOrString))
        {
            Add(StatusCause.Invalid($"{path}.type", StatusCause.Quote(type), "must be empty if x-kubernetes-int-or-string is true"));
        }

        if (schema.IsTrue(SchemaWords.EmbeddedResource) && type != "object")
        {
            Add(StatusCause.Invalid($"{path}.type", StatusCause.Quote(type), "must be object if x-kubernetes-embedded-resource is true"));
        }
    }

    private void CheckWords(JsonObject schema, string path)
    {
        foreach (string word in Unsupported.Where(schema.ContainsKey))
        {
            Add(StatusCause.Forbidden($"{path}.{word}", $"{word} is not supported"));
        }

        if (schema.IsTrue("uniqueItems"))
        {
            Add(StatusCause.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }

        if (schema["items"] is JsonArray)
        {
            Add(StatusCause.Forbidden($"{path}.items", "items must be a schema object and not an array"));
        }

        if (schema["additionalProperties"] is JsonValue flag && flag.GetValueKind() == System.Text.Json.JsonValueKind.False)
        {
            Add(StatusCause.Forbidden($"{path}.additionalProperties", "additionalProperties cannot be set to false"));
        }

        if (schema.Child("properties") is { Count: > 0 } && schema.ContainsKey("additionalProperties"))
        {
            Add(StatusCause.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
        }

        if (schema[Rules] is JsonArray { Count: > 0 })
        {
            Add(StatusCause.Forbidden($"{path}.{Rules}", "this server does not run CEL rules, and a rule that is not run would let everything pass: leave them out of the definition"));
        }

        if (schema.String("pattern") is { } pattern && !IsPattern(pattern))
        {
            Add(StatusCause.Invalid($"{path}.pattern", StatusCause.Quote(pattern), "must be a valid regular expression"));
        }
    }

    private void CheckLists(JsonObject schema, string path)
    {
        string type = schema.String("x-kubernetes-list-type") ?? "atomic";
        string[] keys = [.. schema.Array("x-kubernetes-list-map-keys").Select(k => k?.ToString() ?? "")];
        if (type is not ("atomic" or "set" or "map"))
        {
            Add(StatusCause.NotSupported($"{path}.x-kubernetes-list-type", StatusCause.Quote(type), "atomic", "map", "set"));
        }
        else if (type != "map" && keys.Length > 0)
        {
            Add(StatusCause.Forbidden($"{path}.x-kubernetes-list-map-keys", "must be empty if x-kubernetes-list-type is not map"));
        }
        else if (type == "map" && keys.Length == 0)
        {
            Add(StatusCause.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        }

        JsonObject? items = schema.Child("items");
        foreach ((int index, string key) in (type == "map" ? keys : []).Index())
        {
            if (items.Child("properties").Child(key) is not { } property)
            {
                Add(StatusCause.Invalid($"{path}.x-kubernetes-list-map-keys[{index}]", StatusCause.Quote(key), "entries must all be names of item properties"));
            }
            else if (!items.Array("required").Any(r => r?.ToString() == key) && !property.ContainsKey("default"))
            {
                Add(StatusCause.Required($"{path}.items.properties[{key}].default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
            }
        }
    }

    private void Combinations(JsonObject schema, string path, int depth)
    {
        foreach (string word in Combining)
        {
            foreach ((int index, JsonObject part) in schema.Objects(word))
            {
                Restriction(part, $"{path}.{word}[{index}]", schema.IsTrue(SchemaWords.IntOrString), depth + 1);
            }
        }

        if (schema.Child("not") is { } not)
        {
            Restriction(not, $"{path}.not", false, depth + 1);
        }
    }

    private void Restriction(JsonObject schema, string path, bool mayTellType, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        foreach (string word in ValueOnly.Where(w => schema.ContainsKey(w) && !(mayTellType && w == "type")))
        {
            Add(StatusCause.Forbidden($"{path}.{word}", "must be empty to be structural"));
        }

        foreach ((string name, JsonNode? property) in schema.Child("properties") ?? [])
        {
            Restriction(property as JsonObject ?? [], $"{path}.properties[{name}]", false, depth + 1);
        }

        if (schema.Child("items") is { } items)
        {
            Restriction(items, $"{path}.items", false, depth + 1);
        }

        Combinations(schema, path, depth);
    }

    private void Add(StatusCause cause) => _causes.Add(cause);

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
