using System.Text.Json;

namespace Kuscia.Helm.Schemas;

/// <summary>The keywords for objects.</summary>
internal static class SchemaObjects
{
    public static void Check(SchemaValidator validator, SchemaResult result, JsonElement schema, JsonElement value, SchemaContext context)
    {
        CheckSize(result, schema, value, context);
        CheckRequired(result, schema, value, context);
        CheckDependencies(validator, result, schema, value, context);
        CheckMembers(validator, result, schema, value, context);
    }

    private static void CheckSize(SchemaResult result, JsonElement schema, JsonElement value, SchemaContext context)
    {
        int count = value.EnumerateObject().Count();
        if (schema.TryGetProperty("minProperties", out JsonElement min) && count < min.GetDouble())
        {
            result.Add(context.Name, $"Must have at least {min.GetRawText()} properties");
        }

        if (schema.TryGetProperty("maxProperties", out JsonElement max) && count > max.GetDouble())
        {
            result.Add(context.Name, $"Must have at most {max.GetRawText()} properties");
        }
    }

    private static void CheckRequired(SchemaResult result, JsonElement schema, JsonElement value, SchemaContext context)
    {
        if (!schema.TryGetProperty("required", out JsonElement required) || required.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (JsonElement name in required.EnumerateArray())
        {
            if (!value.TryGetProperty(name.GetString() ?? "", out _))
            {
                result.Add(context.Name, $"{name.GetString()} is required");
            }
        }
    }

    private static void CheckDependencies(
        SchemaValidator validator, SchemaResult result, JsonElement schema, JsonElement value, SchemaContext context)
    {
        if (!schema.TryGetProperty("dependencies", out JsonElement dependencies))
        {
            return;
        }

        foreach (JsonProperty dependency in dependencies.EnumerateObject().Where(d => value.TryGetProperty(d.Name, out _)))
        {
            if (dependency.Value.ValueKind != JsonValueKind.Array)
            {
                validator.CheckInto(result, dependency.Value, value, context.Deeper());
                continue;
            }

            foreach (JsonElement needed in dependency.Value.EnumerateArray().Where(n => !value.TryGetProperty(n.GetString() ?? "", out _)))
            {
                result.Add(context.Name, $"Has a dependency on {needed.GetString()}");
            }
        }
    }

    private static void CheckMembers(SchemaValidator validator, SchemaResult result, JsonElement schema, JsonElement value, SchemaContext context)
    {
        bool hasProperties = schema.TryGetProperty("properties", out JsonElement properties);
        bool hasPatterns = schema.TryGetProperty("patternProperties", out JsonElement patterns);
        bool hasAdditional = schema.TryGetProperty("additionalProperties", out JsonElement additional);
        bool hasNames = schema.TryGetProperty("propertyNames", out JsonElement names);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            SchemaContext inner = context.At(member.Name);
            bool known = hasProperties && properties.TryGetProperty(member.Name, out JsonElement declared) &&
                CheckKnown(validator, result, declared, member.Value, inner);
            if (hasPatterns)
            {
                known |= CheckPatterns(validator, result, patterns, member, inner);
            }

            if (!known && hasAdditional)
            {
                CheckAdditional(validator, result, additional, member, context);
            }

            if (hasNames)
            {
                CheckName(validator, result, names, member.Name, context);
            }
        }
    }

    private static bool CheckKnown(SchemaValidator validator, SchemaResult result, JsonElement schema, JsonElement value, SchemaContext context)
    {
        validator.CheckInto(result, schema, value, context);
        return true;
    }

    private static bool CheckPatterns(SchemaValidator validator, SchemaResult result, JsonElement patterns, JsonProperty member, SchemaContext context)
    {
        bool matched = false;
        foreach (JsonProperty pattern in patterns.EnumerateObject().Where(p => validator.Patterns.IsMatch(p.Name, member.Name)))
        {
            matched = true;
            validator.CheckInto(result, pattern.Value, member.Value, context);
        }

        return matched;
    }

    private static void CheckAdditional(SchemaValidator validator, SchemaResult result, JsonElement additional, JsonProperty member, SchemaContext context)
    {
        if (additional.ValueKind == JsonValueKind.False)
        {
            result.Add(context.Name, $"Additional property {member.Name} is not allowed");
            return;
        }

        validator.CheckInto(result, additional, member.Value, context.At(member.Name));
    }

    private static void CheckName(SchemaValidator validator, SchemaResult result, JsonElement names, string name, SchemaContext context)
    {
        using JsonDocument asValue = JsonDocument.Parse("\"" + JsonEncodedText.Encode(name) + "\"");
        SchemaResult tried = validator.Check(names, asValue.RootElement, context.Deeper());
        if (!tried.IsValid)
        {
            result.Add(context.Name, $"Property name of \"{name}\" does not match");
            result.Merge(tried);
        }
    }
}
