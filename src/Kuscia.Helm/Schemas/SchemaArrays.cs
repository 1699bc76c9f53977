using System.Globalization;
using System.Text.Json;

namespace Kuscia.Helm.Schemas;

/// <summary>The keywords for arrays.</summary>
internal static class SchemaArrays
{
    private const int MaxUniqueItems = 5000;

    public static void Check(SchemaValidator validator, SchemaResult result, JsonElement schema, JsonElement value, SchemaContext context)
    {
        int count = value.GetArrayLength();
        if (schema.TryGetProperty("minItems", out JsonElement min) && count < min.GetDouble())
        {
            result.Add(context.Name, $"Array must have at least {min.GetRawText()} items");
        }

        if (schema.TryGetProperty("maxItems", out JsonElement max) && count > max.GetDouble())
        {
            result.Add(context.Name, $"Array must have at most {max.GetRawText()} items");
        }

        if (schema.TryGetProperty("items", out JsonElement items))
        {
            CheckItems(validator, result, schema, items, value, context);
        }

        if (schema.TryGetProperty("uniqueItems", out JsonElement unique) && unique.ValueKind == JsonValueKind.True)
        {
            CheckUnique(result, value, context);
        }

        if (schema.TryGetProperty("contains", out JsonElement contains))
        {
            CheckContains(validator, result, contains, value, context);
        }
    }

    private static void CheckItems(
        SchemaValidator validator, SchemaResult result, JsonElement schema, JsonElement items, JsonElement value, SchemaContext context)
    {
        int index = 0;
        bool tuple = items.ValueKind == JsonValueKind.Array;
        int declared = tuple ? items.GetArrayLength() : 0;
        bool hasAdditional = schema.TryGetProperty("additionalItems", out JsonElement additional);
        foreach (JsonElement item in value.EnumerateArray())
        {
            SchemaContext inner = context.At(index.ToString(CultureInfo.InvariantCulture));
            if (!tuple)
            {
                validator.CheckInto(result, items, item, inner);
            }
            else if (index < declared)
            {
                validator.CheckInto(result, items[index], item, inner);
            }
            else if (hasAdditional && additional.ValueKind == JsonValueKind.False)
            {
                result.Add(context.Name, "No additional items allowed on array");
                return;
            }
            else if (hasAdditional)
            {
                validator.CheckInto(result, additional, item, inner);
            }

            index++;
        }
    }

    private static void CheckUnique(SchemaResult result, JsonElement value, SchemaContext context)
    {
        JsonElement[] items = [.. value.EnumerateArray()];
        if (items.Length > MaxUniqueItems)
        {
            throw new SchemaException($"{context.Name} has more than {MaxUniqueItems} items to be unique");
        }

        for (int first = 0; first < items.Length; first++)
        {
            for (int second = first + 1; second < items.Length; second++)
            {
                if (SchemaEquality.Equal(items[first], items[second]))
                {
                    result.Add(context.Name, $"array items[{first},{second}] must be unique");
                }
            }
        }
    }

    private static void CheckContains(SchemaValidator validator, SchemaResult result, JsonElement contains, JsonElement value, SchemaContext context)
    {
        SchemaResult? nearest = null;
        foreach (JsonElement item in value.EnumerateArray())
        {
            SchemaResult tried = validator.Check(contains, item, context.Deeper());
            if (tried.IsValid)
            {
                return;
            }

            nearest = nearest is null || tried.Score > nearest.Score ? tried : nearest;
        }

        result.Add(context.Name, "At least one of the items must match");
        if (nearest is not null)
        {
            result.Merge(nearest);
        }
    }
}
