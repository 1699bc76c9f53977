using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kuscia.ApiServer.Answers;

/// <summary>Reads and writes members of a mutable object and of its metadata.</summary>
internal static class ObjectMetadata
{
    /// <summary>The metadata, created when missing.</summary>
    public static JsonObject Meta(this JsonObject value)
    {
        if (value["metadata"] is JsonObject metadata)
        {
            return metadata;
        }

        metadata = [];
        value["metadata"] = metadata;
        return metadata;
    }

    /// <summary>A string member, or null when missing, empty or of another type.</summary>
    public static string? Text(this JsonObject value, string member) =>
        value[member] is JsonValue text && text.TryGetValue(out string? content) && content.Length > 0 ? content : null;

    /// <summary>A whole number, or null.</summary>
    public static long? Number(this JsonObject value, string member) => value[member] is JsonValue number && number.TryGetValue(out long content) ? content : null;

    /// <summary>True when a member is true.</summary>
    public static bool IsTrue(this JsonObject? value, string member) => value?[member] is JsonValue flag && flag.GetValueKind() == JsonValueKind.True;

    /// <summary>The texts of an array member.</summary>
    public static IReadOnlyList<string> Texts(this JsonObject value, string member) =>
        value[member] is JsonArray array ? [.. array.OfType<JsonValue>().Select(v => v.TryGetValue(out string? text) ? text : null).OfType<string>()] : [];

    /// <summary>Copies a member from another object, or removes it when the other lacks it.</summary>
    public static void CopyFrom(this JsonObject value, string member, JsonObject source)
    {
        if (source[member] is JsonNode found)
        {
            value[member] = found.DeepClone();
            return;
        }

        value.Remove(member);
    }
}
