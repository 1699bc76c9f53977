using System.Globalization;
using System.Text.Json;

namespace Kuscia.Helm.Schemas;

/// <summary>The keywords for any value (enum, const), for numbers and for text.</summary>
internal static class SchemaScalars
{
    public static void Check(SchemaValidator validator, SchemaResult result, JsonElement schema, JsonElement value, SchemaContext context)
    {
        CheckChoice(result, schema, value, context);
        if (value.ValueKind == JsonValueKind.Number)
        {
            CheckNumber(result, schema, value.GetDouble(), context);
        }
        else if (value.ValueKind == JsonValueKind.String)
        {
            CheckText(validator, result, schema, value.GetString()!, context); // not null: it is a string
        }
    }

    private static void CheckChoice(SchemaResult result, JsonElement schema, JsonElement value, SchemaContext context)
    {
        if (schema.TryGetProperty("const", out JsonElement only) && !SchemaEquality.Equal(only, value))
        {
            result.Add(context.Name, $"{context.Name} does not match: {only.GetRawText()}");
        }

        if (schema.TryGetProperty("enum", out JsonElement choices) &&
            !choices.EnumerateArray().Any(choice => SchemaEquality.Equal(choice, value)))
        {
            string allowed = string.Join(", ", choices.EnumerateArray().Select(choice => choice.GetRawText()));
            result.Add(context.Name, $"{context.Name} must be one of the following: {allowed}");
        }
    }

    private static void CheckNumber(SchemaResult result, JsonElement schema, double number, SchemaContext context)
    {
        // Draft 4 has exclusive bounds as booleans beside the bound, later drafts as numbers of their own.
        if (schema.TryGetProperty("multipleOf", out JsonElement step) && !IsMultiple(number, step.GetDouble()))
        {
            result.Add(context.Name, $"Must be a multiple of {Print(step)}");
        }

        CheckBound(result, schema, ("minimum", "exclusiveMinimum"), context, (bound, strict) => strict ? number > bound : number >= bound, "greater");
        CheckBound(result, schema, ("maximum", "exclusiveMaximum"), context, (bound, strict) => strict ? number < bound : number <= bound, "less");
    }

    private static void CheckBound(
        SchemaResult result,
        JsonElement schema,
        (string Inclusive, string Exclusive) keywords,
        SchemaContext context,
        Func<double, bool, bool> fits,
        string word)
    {
        bool hasExclusive = schema.TryGetProperty(keywords.Exclusive, out JsonElement exclusive);
        if (schema.TryGetProperty(keywords.Inclusive, out JsonElement bound))
        {
            bool strict = hasExclusive && exclusive.ValueKind == JsonValueKind.True;
            if (!fits(bound.GetDouble(), strict))
            {
                result.Add(context.Name, $"Must be {word} than {(strict ? "" : "or equal to ")}{Print(bound)}");
            }
        }

        if (hasExclusive && exclusive.ValueKind == JsonValueKind.Number && !fits(exclusive.GetDouble(), true))
        {
            result.Add(context.Name, $"Must be {word} than {Print(exclusive)}");
        }
    }

    private static void CheckText(SchemaValidator validator, SchemaResult result, JsonElement schema, string text, SchemaContext context)
    {
        int length = -1;
        int Length() => length >= 0 ? length : length = text.EnumerateRunes().Count();
        if (schema.TryGetProperty("minLength", out JsonElement min) && Length() < min.GetDouble())
        {
            result.Add(context.Name, $"String length must be greater than or equal to {Print(min)}");
        }

        if (schema.TryGetProperty("maxLength", out JsonElement max) && Length() > max.GetDouble())
        {
            result.Add(context.Name, $"String length must be less than or equal to {Print(max)}");
        }

        if (schema.TryGetProperty("pattern", out JsonElement pattern) && !validator.Patterns.IsMatch(pattern.GetString() ?? "", text))
        {
            result.Add(context.Name, $"Does not match pattern '{pattern.GetString()}'");
        }

        if (schema.TryGetProperty("format", out JsonElement format) && !SchemaFormats.Fits(format.GetString() ?? "", text))
        {
            result.Add(context.Name, $"Does not match format '{format.GetString()}'");
        }
    }

    private static bool IsMultiple(double number, double step)
    {
        if (step <= 0 || Math.Abs(number) > 1e15 || Math.Abs(step) < 1e-12)
        {
            return true;
        }

        decimal quotient = (decimal)number / (decimal)step;
        return quotient == Math.Truncate(quotient);
    }

    private static string Print(JsonElement number)
    {
        double value = number.GetDouble();
        return Math.Abs(value) is >= 1e21 or (< 1e-4 and > 0)
            ? value.ToString("G10", CultureInfo.InvariantCulture)
            : ((decimal)value).ToString("G29", CultureInfo.InvariantCulture);
    }
}
