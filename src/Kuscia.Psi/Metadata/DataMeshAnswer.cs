using System.Text.Json;

namespace Kuscia.Psi.Metadata;

/// <summary>An answer of DataMesh.</summary>
/// <param name="Code">0 for success, else an error code.</param>
/// <param name="Message">The status message.</param>
/// <param name="Data">The data; undefined or null without any.</param>
internal readonly record struct DataMeshAnswer(int Code, string Message, JsonElement Data)
{
    /// <summary>A string member of the data, or the empty string.</summary>
    public string Text(string name) => Text(Data, name);

    /// <summary>A string member of an object, or the empty string.</summary>
    public static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() ?? string.Empty
            : string.Empty;
}
