using System.Globalization;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;

namespace Kuscia.ApiServer.Admission;

/// <summary>The limits that a schema sets to numbers, to the number of members and to the items of a list.</summary>
internal static class SchemaBounds
{
    /// <summary>The faults of a number.</summary>
    public static IEnumerable<StatusCause> OfNumber(JsonValue value, JsonObject schema, string path)
    {
        double number = Real(value);
        if (schema["minimum"] is JsonValue minimum && (schema.IsTrue("exclusiveMinimum") ? number <= Real(minimum) : number < Real(minimum)))
        {
            string bound = schema.IsTrue("exclusiveMinimum") ? "greater than" : "greater than or equal to";
            yield return StatusCause.Invalid(path, value.ToJsonString(), $"{path} in body should be {bound} {minimum.ToJsonString()}");
        }

        if (schema["maximum"] is JsonValue maximum && (schema.IsTrue("exclusiveMaximum") ? number >= Real(maximum) : number > Real(maximum)))
        {
            string bound = schema.IsTrue("exclusiveMaximum") ? "less than" : "less than or equal to";
            yield return StatusCause.Invalid(path, value.ToJsonString(), $"{path} in body should be {bound} {maximum.ToJsonString()}");
        }

        if (schema["multipleOf"] is JsonValue factor && Real(factor) is > 0 and var step && Math.Abs((number / step) - Math.Round(number / step)) > 1e-9)
        {
            yield return StatusCause.Invalid(path, value.ToJsonString(), $"{path} in body should be a multiple of {factor.ToJsonString()}");
        }

        if (schema.String("format") == "int32" && JsonFields.ToInteger(value) is < int.MinValue or > int.MaxValue)
        {
            yield return StatusCause.Invalid(path, value.ToJsonString(), $"{path} in body must be of type int32: {value.ToJsonString()}");
        }
    }

    /// <summary>The faults of how many members an object has.</summary>
    public static IEnumerable<StatusCause> OfMembers(JsonObject members, JsonObject schema, string path)
    {
        if (schema.Integer("minProperties") is { } min && members.Count < min)
        {
            yield return StatusCause.Invalid(path, members.Count.ToString(CultureInfo.InvariantCulture), $"{path} in body should have at least {min} properties");
        }

        if (schema.Integer("maxProperties") is { } max && members.Count > max)
        {
            yield return new StatusCause("FieldValueTooMany", $"Too many: {members.Count}: must have at most {max} items", path);
        }
    }

    /// <summary>The items of a list that stand there twice: by value in a set, by their keys in a map.</summary>
    public static IEnumerable<StatusCause> OfItems(JsonArray items, JsonObject schema, string path)
    {
        string type = schema.String("x-kubernetes-list-type") ?? "";
        if (type is not ("set" or "map"))
        {
            yield break;
        }

        string[] keys = [.. schema.Array("x-kubernetes-list-map-keys").Select(k => k?.ToString() ?? "")];
        HashSet<string> known = new(StringComparer.Ordinal);
        for (int i = 0; i < items.Count; i++)
        {
            string shown = type == "set" ? Text(items[i]) : Text(new JsonObject(keys.Where(k => (items[i] as JsonObject)?[k] is not null)
                .Select(k => KeyValuePair.Create(k, (items[i] as JsonObject)?[k]?.DeepClone()))));
            if (!known.Add(shown))
            {
                yield return new StatusCause("FieldValueDuplicate", $"Duplicate value: {shown}", $"{path}[{i}]");
            }
        }
    }

    private static string Text(JsonNode? value) => value is null ? "null" : JsonText.ToText(value);

    private static double Real(JsonValue value) => JsonFields.ToInteger(value) ?? (value.TryGetValue(out double real) ? real : 0);
}
