using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Descriptors;

/// <summary>Derives the structural OpenAPI v3 schema of a kind from its record and the attributes on it: one source of truth.</summary>
internal sealed class SchemaBuilder(Lazy<SchemaTexts> source)
{
    private SchemaTexts Texts => source.Value;

    /// <summary>The schema of a stored object; the members of <c>metadata</c> are left to the API server.</summary>
    public JsonObject ForResource(Type type)
    {
        JsonObject schema = ForRecord(type, type.Name);
        JsonObject properties = (JsonObject)schema["properties"]!; // ForRecord always sets it
        JsonObject ordered = new()
        {
            ["apiVersion"] = Text(Texts.ApiVersion),
            ["kind"] = Text(Texts.Kind),
            ["metadata"] = new JsonObject { ["type"] = "object", ["description"] = Texts.Metadata },
        };
        foreach ((string name, JsonNode? value) in properties.ToList())
        {
            properties.Remove(name);
            ordered[name] = value;
        }

        schema["properties"] = ordered;
        return schema;
    }

    private JsonObject ForRecord(Type type, string path)
    {
        JsonObject schema = new() { ["type"] = "object" };
        if (Texts.OfType(type) is { } description)
        {
            schema["description"] = description;
        }

        JsonObject properties = new();
        JsonArray required = new();
        foreach (PropertyInfo property in WireProperties(type))
        {
            string name = WireName(property);
            properties[name] = ForProperty(property, $"{path}.{name}");
            if (IsRequired(property))
            {
                required.Add((JsonNode)name);
            }
        }

        schema["properties"] = properties;
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        if (type.IsDefined(typeof(OpenSchemaAttribute), false))
        {
            schema["x-kubernetes-preserve-unknown-fields"] = true;
        }

        return schema;
    }

    // By the contracts of the JSON context, which keep the members of every record in a program compiled ahead of time.
    private static IEnumerable<PropertyInfo> WireProperties(Type type) =>
        ModelJsonContext.Default.GetTypeInfo(type)!.Properties // every type below a kind has a contract
            .Select(p => p.AttributeProvider).OfType<PropertyInfo>()
            .Where(p => p.DeclaringType != typeof(Resource) && !p.IsDefined(typeof(JsonExtensionDataAttribute)) && !p.IsDefined(typeof(JsonIgnoreAttribute)))
            .OrderBy(p => p.DeclaringType == type ? 1 : 0);

    private static string WireName(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    private static bool IsRequired(PropertyInfo property) =>
        property.IsDefined(typeof(RequiredAttribute)) || property.IsDefined(typeof(RequiredMemberAttribute));

    private JsonObject ForProperty(PropertyInfo property, string path)
    {
        JsonObject schema = ForType(property.PropertyType, path, property.IsDefined(typeof(QuantityMapAttribute)));
        string? description = Texts.OfMember(property) ?? (string?)schema["description"];
        if (description is not null)
        {
            schema["description"] = description;
        }

        AddConstraints(property, schema);
        return schema;
    }

    private JsonObject ForType(Type declared, string path, bool quantities = false)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (ScalarSchema(type) is { } scalar)
        {
            return scalar;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return new JsonObject { ["type"] = "array", ["items"] = ForType(type.GetGenericArguments()[0], path) };
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            JsonObject values = quantities ? IntOrText(QuantityMapAttribute.Pattern) : ForType(type.GetGenericArguments()[1], path);
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = values };
        }

        if (type == typeof(ObjectMeta))
        {
            return new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        }

        return ForRecord(type, path);
    }

    private static JsonObject? ScalarSchema(Type type) => type switch
    {
        _ when type == typeof(string) => new JsonObject { ["type"] = "string" },
        _ when type == typeof(bool) => new JsonObject { ["type"] = "boolean" },
        _ when type == typeof(int) => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        _ when type == typeof(long) => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
        _ when type == typeof(float) => new JsonObject { ["type"] = "number", ["format"] = "float" },
        _ when type == typeof(DateTimeOffset) => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        _ when type == typeof(byte[]) => new JsonObject { ["type"] = "string", ["format"] = "byte" },
        _ when type == typeof(IntOrString) => IntOrText(null),
        _ when type == typeof(JsonElement) => new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true },
        _ => null,
    };

    private static JsonObject IntOrText(string? pattern)
    {
        JsonObject schema = new()
        {
            ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "integer" }, new JsonObject { ["type"] = "string" }),
            ["x-kubernetes-int-or-string"] = true,
        };
        if (pattern is not null)
        {
            schema["pattern"] = pattern;
        }

        return schema;
    }

    private static void AddConstraints(PropertyInfo property, JsonObject schema)
    {
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            schema["enum"] = new JsonArray([.. allowed.Values.Select(v => (JsonNode?)JsonValue.Create(v?.ToString()))]);
        }

        if (property.GetCustomAttribute<ItemAllowedValuesAttribute>() is { } items)
        {
            schema["items"]!["enum"] = new JsonArray([.. items.Values.Select(v => (JsonNode?)JsonValue.Create(v))]); // only on lists
        }

        if (property.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern)
        {
            schema["pattern"] = pattern.Pattern;
        }

        AddLimits(property, schema);
        if (property.GetCustomAttribute<DefaultValueAttribute>() is { } fallback)
        {
            schema["default"] = fallback.Value switch
            {
                bool flag => JsonValue.Create(flag),
                int number => JsonValue.Create(number),
                _ => JsonValue.Create(fallback.Value?.ToString()),
            };
        }
    }

    private static void AddLimits(PropertyInfo property, JsonObject schema)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            schema["minimum"] = Convert.ToInt64(range.Minimum, System.Globalization.CultureInfo.InvariantCulture);
            if (range.Maximum is not int.MaxValue)
            {
                schema["maximum"] = Convert.ToInt64(range.Maximum, System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        if (property.GetCustomAttribute<ItemCountAttribute>() is { } count)
        {
            schema["minItems"] = count.Minimum;
            schema["maxItems"] = count.Maximum;
        }
    }

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };
}
