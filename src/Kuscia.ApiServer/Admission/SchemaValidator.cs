using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission;

/// <summary>Checks an object against a structural schema and words each fault as Kubernetes does. Thread-safe.</summary>
internal sealed class SchemaValidator
{
    private const int MaxCauses = 100;

    // A hostile value must not keep the matcher busy: patterns come from our schemas, values from anyone.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    /// <summary>All faults, sorted by field; at most a hundred.</summary>
    /// <param name="value">The object.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="refusesNull">A null is a fault unless its schema says <c>nullable</c>; otherwise it counts as absent.</param>
    public IReadOnlyList<StatusCause> Validate(JsonNode value, JsonObject schema, bool refusesNull)
    {
        Faults causes = new() { RefusesNull = refusesNull };
        Check(value, schema, "", causes);
        return [.. causes.OrderBy(c => c.Field, StringComparer.Ordinal)];
    }

    private void Check(JsonNode? node, JsonObject schema, string path, Faults causes)
    {
        if (node is null && causes.RefusesNull && !schema.IsTrue("nullable") && ExpectedType(schema) is { } wanted)
        {
            causes.Add(WrongType(path, wanted, "null"));
        }

        if (node is null || causes.Count >= MaxCauses)
        {
            return;
        }

        if (TypeFault(node, schema, path) is { } fault)
        {
            causes.Add(fault);
            return;
        }

        CheckEnum(node, schema, path, causes);
        CheckCombinations(node, schema, path, causes);
        switch (node)
        {
            case JsonObject members:
                CheckMembers(members, schema, path, causes);
                break;
            case JsonArray items:
                CheckItems(items, schema, path, causes);
                break;
            case JsonValue scalar:
                CheckScalar(scalar, schema, path, causes);
                break;
            default:
                break;
        }
    }

    private void CheckCombinations(JsonNode node, JsonObject schema, string path, Faults causes)
    {
        bool Holds(JsonNode? one) => one is not JsonObject part || Validate(node, part, refusesNull: false).Count == 0;
        int Held(string word) => schema.Array(word).Count(Holds);
        if (schema["anyOf"] is JsonArray { Count: > 0 } && !schema.IsTrue("x-kubernetes-int-or-string") && Held("anyOf") == 0)
        {
            causes.Add(Combination(path, "must validate at least one schema (anyOf)"));
        }

        if (schema["oneOf"] is JsonArray { Count: > 0 } && Held("oneOf") is not 1 and var held)
        {
            causes.Add(Combination(path, $"must validate one and only one schema (oneOf). Found {(held == 0 ? "none valid" : $"{held} valid alternatives")}"));
        }

        if (schema["allOf"] is JsonArray all && Held("allOf") < all.Count)
        {
            causes.AddRange(all.OfType<JsonObject>().SelectMany(part => Validate(node, part, refusesNull: false)).Select(c => c with { Field = path.Length == 0 ? c.Field : $"{path}.{c.Field}" }));
            causes.Add(Combination(path, "must validate all the schemas (allOf)"));
        }

        if (schema["not"] is JsonObject not && Holds(not))
        {
            causes.Add(Combination(path, "must not validate the schema (not)"));
        }
    }

    private static StatusCause Combination(string path, string why) => StatusCause.Invalid("<nil>", "\"\"", $"\"{path}\" {why}");

    private void CheckMembers(JsonObject members, JsonObject schema, string path, Faults causes)
    {
        JsonObject? properties = schema.Child("properties");
        foreach (JsonNode? name in schema.Array("required"))
        {
            if (name is not null && members[name.GetValue<string>()] is null && !(members.ContainsKey(name.GetValue<string>()) && properties.Child(name.GetValue<string>()).IsTrue("nullable")))
            {
                causes.Add(StatusCause.Required(Join(path, name.GetValue<string>()), ""));
            }
        }

        causes.AddRange(SchemaBounds.OfMembers(members, schema, path));
        JsonObject? others = schema.Child("additionalProperties");
        foreach ((string name, JsonNode? value) in members)
        {
            if (properties.Child(name) is { } property)
            {
                Check(value, property, Join(path, name), causes);
            }
            else if (others is not null)
            {
                Check(value, others, Join(path, name), causes);
            }
        }
    }

    private void CheckItems(JsonArray items, JsonObject schema, string path, Faults causes)
    {
        if (schema.Integer("minItems") is { } min && items.Count < min)
        {
            causes.Add(StatusCause.Invalid(path, items.Count.ToString(CultureInfo.InvariantCulture), $"{path} in body should have at least {min} items"));
        }

        if (schema.Integer("maxItems") is { } max && items.Count > max)
        {
            causes.Add(new StatusCause("FieldValueTooMany", $"Too many: {items.Count}: must have at most {max} items", path));
            return;
        }

        causes.AddRange(SchemaBounds.OfItems(items, schema, path));
        if (schema.Child("items") is { } itemSchema)
        {
            for (int i = 0; i < items.Count; i++)
            {
                Check(items[i], itemSchema, $"{path}[{i}]", causes);
            }
        }
    }

    private static void CheckEnum(JsonNode value, JsonObject schema, string path, Faults causes)
    {
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value)))
        {
            string supported = string.Join(", ", allowed.Select(a => a?.ToJsonString() ?? "null"));
            string shown = value is JsonValue scalar ? Shown(scalar) : value.ToJsonString();
            causes.Add(new StatusCause("FieldValueNotSupported", $"Unsupported value: {shown}: supported values: {supported}", path));
        }
    }

    private void CheckScalar(JsonValue value, JsonObject schema, string path, Faults causes)
    {
        if (value.TryGetValue(out string? text) && text is not null)
        {
            CheckText(text, schema, path, causes);
        }
        else if (value.GetValueKind() == JsonValueKind.Number)
        {
            causes.AddRange(SchemaBounds.OfNumber(value, schema, path));
        }
    }

    private void CheckText(string text, JsonObject schema, string path, Faults causes)
    {
        if (schema.String("pattern") is { } pattern && !Matches(pattern, text))
        {
            causes.Add(StatusCause.Invalid(path, StatusCause.Quote(text), $"{path} in body should match '{pattern}'"));
        }

        if (schema.Integer("maxLength") is { } max && text.Length > max)
        {
            causes.Add(new StatusCause("FieldValueTooLong", $"Too long: may not be longer than {max}", path));
        }

        if (schema.Integer("minLength") is { } min && text.Length < min)
        {
            causes.Add(StatusCause.Invalid(path, StatusCause.Quote(text), $"{path} in body should be at least {min} chars long"));
        }
    }

    private bool Matches(string pattern, string text)
    {
        Regex regex = _patterns.GetOrAdd(pattern, static p => new Regex(p, RegexOptions.CultureInvariant, MatchTimeout));
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static StatusCause? TypeFault(JsonNode node, JsonObject schema, string path)
    {
        string actual = TypeOf(node);
        if (schema.IsTrue("x-kubernetes-int-or-string"))
        {
            return actual is "integer" or "string" ? null : WrongType(path, "integer,string", actual);
        }

        if (schema.String("type") is not { } expected)
        {
            return null;
        }

        if (actual != expected && !(expected == "number" && actual == "integer"))
        {
            return WrongType(path, expected, actual);
        }

        return SchemaFormats.Fault(node, schema, path);
    }

    private static string? ExpectedType(JsonObject schema) => schema.IsTrue("x-kubernetes-int-or-string") ? "integer,string" : schema.String("type");

    private static StatusCause WrongType(string path, string expected, string actual) =>
        new("FieldValueTypeInvalid", $"Invalid value: \"{actual}\": {(path.Length == 0 ? "the object" : path)} in body must be of type {expected}: \"{actual}\"", path);

    /// <summary>The JSON type of a value as schemas call it.</summary>
    internal static string TypeOf(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => JsonFields.ToInteger((JsonValue)node) is null ? "number" : "integer",
        _ => "null",
    };

    private static string Shown(JsonValue value) => value.TryGetValue(out string? text) && text is not null ? StatusCause.QuoteShort(text) : value.ToJsonString();

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private sealed class Faults : List<StatusCause>
    {
        public bool RefusesNull { get; init; }
    }
}
