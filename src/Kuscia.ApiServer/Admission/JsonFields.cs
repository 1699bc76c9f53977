using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kuscia.ApiServer.Admission;

/// <summary>Reads of mutable objects that take a member of another type for an absent one.</summary>
internal static class JsonFields
{
    /// <summary>The object in a member, or null.</summary>
    public static JsonObject? Child(this JsonObject? value, string name) => value?[name] as JsonObject;

    /// <summary>The array in a member; empty when there is none.</summary>
    public static IEnumerable<JsonNode?> Array(this JsonObject? value, string name) => value?[name] as JsonArray ?? [];

    /// <summary>The objects in the array of a member, with their index.</summary>
    public static IEnumerable<(int Index, JsonObject Item)> Objects(this JsonObject? value, string name) =>
        value.Array(name).Select((item, index) => (index, item as JsonObject)).Where(i => i.Item2 is not null).Select(i => (i.index, i.Item2!)); // nulls are filtered out

    /// <summary>The text in a member, or null.</summary>
    public static string? String(this JsonObject? value, string name) =>
        value?[name] is JsonValue text && text.TryGetValue(out string? result) ? result : null;

    /// <summary>The whole number in a member, or null.</summary>
    public static long? Integer(this JsonObject? value, string name) => value?[name] is JsonValue number ? ToInteger(number) : null;

    /// <summary>Sets a member that is absent or null.</summary>
    public static void Default(this JsonObject value, string name, JsonNode fallback)
    {
        if (value[name] is null)
        {
            value[name] = fallback;
        }
    }

    /// <summary>The object in a member, made when absent.</summary>
    public static JsonObject Ensure(this JsonObject value, string name)
    {
        if (value[name] is JsonObject present)
        {
            return present;
        }

        JsonObject created = new();
        value[name] = created;
        return created;
    }

    /// <summary>A number as a whole one, or null when it has a fraction or is too large.</summary>
    public static long? ToInteger(JsonValue number)
    {
        if (number.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        if (number.TryGetValue(out long whole))
        {
            return whole;
        }

        if (number.TryGetValue(out int small))
        {
            return small;
        }

        return number.TryGetValue(out double real) && Math.Abs(real) < 9e15 && Math.Floor(real) == real ? (long)real : null;
    }
}
