using System.Text.Json;

namespace Kuscia.Helm.Schemas;

/// <summary>The keywords that combine schemas: allOf, anyOf, oneOf, not, if/then/else.</summary>
internal static class SchemaCombinations
{
    public static void Check(SchemaValidator validator, SchemaResult result, JsonElement schema, JsonElement value, SchemaContext context)
    {
        if (schema.TryGetProperty("anyOf", out JsonElement anyOf))
        {
            CheckCount(validator, result, anyOf, value, context, exactlyOne: false);
        }

        if (schema.TryGetProperty("oneOf", out JsonElement oneOf))
        {
            CheckCount(validator, result, oneOf, value, context, exactlyOne: true);
        }

        if (schema.TryGetProperty("allOf", out JsonElement allOf))
        {
            CheckAll(validator, result, allOf, value, context);
        }

        if (schema.TryGetProperty("not", out JsonElement not) && validator.Check(not, value, context).IsValid)
        {
            result.Add(context.Name, "Must not validate the schema (not)");
        }

        if (schema.TryGetProperty("if", out JsonElement condition))
        {
            CheckCondition(validator, result, schema, condition, value, context);
        }
    }

    private static void CheckCount(
        SchemaValidator validator, SchemaResult result, JsonElement schemas, JsonElement value, SchemaContext context, bool exactlyOne)
    {
        int valid = 0;
        SchemaResult? nearest = null;
        foreach (JsonElement candidate in schemas.EnumerateArray())
        {
            SchemaResult tried = validator.Check(candidate, value, context);
            valid += tried.IsValid ? 1 : 0;
            if (!tried.IsValid && (nearest is null || tried.Score > nearest.Score))
            {
                nearest = tried;
            }
        }

        if (valid == 1 || (valid > 1 && !exactlyOne))
        {
            return;
        }

        result.Add(context.Name, exactlyOne ? "Must validate one and only one schema (oneOf)" : "Must validate at least one schema (anyOf)");

        // The faults of the nearest schema tell what the user probably meant.
        if (valid == 0 && nearest is not null)
        {
            result.Merge(nearest);
        }
    }

    private static void CheckAll(SchemaValidator validator, SchemaResult result, JsonElement schemas, JsonElement value, SchemaContext context)
    {
        bool allValid = true;
        foreach (JsonElement part in schemas.EnumerateArray())
        {
            SchemaResult tried = validator.Check(part, value, context);
            allValid &= tried.IsValid;
            result.Merge(tried);
        }

        if (!allValid)
        {
            result.Add(context.Name, "Must validate all the schemas (allOf)");
        }
    }

    private static void CheckCondition(
        SchemaValidator validator, SchemaResult result, JsonElement schema, JsonElement condition, JsonElement value, SchemaContext context)
    {
        bool holds = validator.Check(condition, value, context).IsValid;
        if (!schema.TryGetProperty(holds ? "then" : "else", out JsonElement consequence))
        {
            return;
        }

        SchemaResult tried = validator.Check(consequence, value, context);
        if (!tried.IsValid)
        {
            result.Add(context.Name, holds ? "Must validate \"then\" as \"if\" was valid" : "Must validate \"else\" as \"if\" was not valid");
            result.Merge(tried);
        }
    }
}
