using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Tables;

namespace Kuscia.ApiServer.Admission;

/// <summary>Checks an object against a structural schema and words each fault as Kubernetes does. Thread-safe.</summary>
internal sealed class SchemaValidator
{
    private const int MaxCauses = 100;

    // A hostile value must not keep the matcher busy: patterns come from our schemas, values from anyone.
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    /// <summary>All faults, sorted by field; at most a hundred.</summary>
    public IReadOnlyList<StatusCause> Validate(JsonObject value, JsonObject schema)
    {
        List<StatusCause> causes = [];
        Check(value, schema, "", causes);
        return [.. causes.OrderBy(c => c.Field, StringComparer.Ordinal)];
    }

    private void Check(JsonNode? node, JsonObject schema, string path, List<StatusCause> causes)
    {
        if (node is null || causes.Count >= MaxCauses)
        {
            return;
        }

        if (TypeFault(node, schema, path) is { } fault)
        {
            causes.Add(fault);
            return;
        }

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

    private void CheckMembers(JsonObject members, JsonObject schema, string path, List<StatusCause> causes)
    {
        foreach (JsonNode? name in schema.Array("required"))
        {
            if (name is not null && members[name.GetValue<string>()] is null)
            {
                causes.Add(StatusCause.Required(Join(path, name.GetValue<string>()), ""));
            }
        }

        JsonObject? properties = schema.Child("properties");
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

    private void CheckItems(JsonArray items, JsonObject schema, string path, List<StatusCause> causes)
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

        if (schema.Child("items") is { } itemSchema)
        {
            for (int i = 0; i < items.Count; i++)
            {
                Check(items[i], itemSchema, $"{path}[{i}]", causes);
            }
        }
    }

    private void CheckScalar(JsonValue value, JsonObject schema, string path, List<StatusCause> causes)
    {
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value)))
        {
            string supported = string.Join(", ", allowed.Select(a => a?.ToJsonString() ?? "null"));
            causes.Add(new StatusCause("FieldValueNotSupported", $"Unsupported value: {Shown(value)}: supported values: {supported}", path));
        }

        if (value.TryGetValue(out string? text) && text is not null)
        {
            CheckText(text, schema, path, causes);
        }
        else if (value.GetValueKind() == JsonValueKind.Number)
        {
            CheckNumber(value, schema, path, causes);
        }
    }

    private void CheckText(string text, JsonObject schema, string path, List<StatusCause> causes)
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

    private static void CheckNumber(JsonValue value, JsonObject schema, string path, List<StatusCause> causes)
    {
        double number = Real(value);
        if (schema["minimum"] is JsonValue minimum && number < Real(minimum))
        {
            causes.Add(StatusCause.Invalid(path, Shown(value), $"{path} in body should be greater than or equal to {Shown(minimum)}"));
        }

        if (schema["maximum"] is JsonValue maximum && number > Real(maximum))
        {
            causes.Add(StatusCause.Invalid(path, Shown(value), $"{path} in body should be less than or equal to {Shown(maximum)}"));
        }

        if (schema.String("format") == "int32" && JsonFields.ToInteger(value) is < int.MinValue or > int.MaxValue)
        {
            causes.Add(StatusCause.Invalid(path, Shown(value), $"{path} in body must be of type int32: {Shown(value)}"));
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

        string? format = schema.String("format");
        if (format is "date-time" && HumanDuration.Parse(node.GetValue<string>()) is null)
        {
            string shown = StatusCause.Quote(node.GetValue<string>());
            return new StatusCause("FieldValueTypeInvalid", $"Invalid value: {shown}: {path} in body must be of type date-time: {shown}", path);
        }

        return format is "byte" && !IsBase64(node.GetValue<string>())
            ? StatusCause.Invalid(path, StatusCause.Quote(Shorten(node.GetValue<string>())), $"{path} in body must be of type byte: base64 is expected")
            : null;
    }

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

    private static bool IsBase64(string text) => System.Buffers.Text.Base64.IsValid(text);

    private static double Real(JsonValue value) => JsonFields.ToInteger(value) ?? (value.TryGetValue(out double real) ? real : 0);

    private static string Shown(JsonValue value) => value.TryGetValue(out string? text) && text is not null ? StatusCause.Quote(Shorten(text)) : value.ToJsonString();

    private static string Shorten(string text) => text.Length <= 256 ? text : text[..256] + "…";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
