using System.Text.Json;

namespace Kuscia.Helm.Schemas;

/// <summary>The keyword <c>type</c>.</summary>
internal static class SchemaTypes
{
    public static bool Allows(JsonElement schema, JsonElement value, out string expected)
    {
        expected = "";
        if (!schema.TryGetProperty("type", out JsonElement type))
        {
            return true;
        }

        string[] names = type.ValueKind == JsonValueKind.Array
            ? [.. type.EnumerateArray().Select(item => item.GetString() ?? "")]
            : [type.GetString() ?? ""];
        expected = names.Length == 1 ? names[0] : $"[{string.Join(',', names)}]";
        string actual = NameOf(value);
        return names.Contains(actual) || (actual == "integer" && names.Contains("number"));
    }

    public static string NameOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => IsInteger(value) ? "integer" : "number",
    };

    private static bool IsInteger(JsonElement value) => value.TryGetInt64(out _) || IsWhole(value.GetDouble());

    private static bool IsWhole(double number) => !double.IsInfinity(number) && number == Math.Truncate(number);
}
