using System.Text.Json;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Tests.Vectors;

/// <summary>Reads the recorded cases that lie beside the tests.</summary>
internal static class VectorFile
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "vectors");

    public static IReadOnlyDictionary<string, VectorCase> Load(string file)
    {
        using FileStream stream = File.OpenRead(Path.Combine(Folder, file));
        JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.EnumerateArray().Select(VectorCase.Read).ToDictionary(item => item.Name);
    }

    /// <summary>The cases that are not followed, with the reason for each.</summary>
    public static IReadOnlyDictionary<string, string> NotFollowed(string file)
    {
        using FileStream stream = File.OpenRead(Path.Combine(Folder, "not-followed.json"));
        JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.EnumerateArray()
            .Where(item => item.GetProperty("file").GetString() == file)
            .ToDictionary(item => item.GetProperty("name").GetString()!, item => item.GetProperty("reason").GetString()!);
    }

    public static object? ToValue(JsonElement element, bool int64) => element.ValueKind switch
    {
        JsonValueKind.Object => ToMap(element, int64),
        JsonValueKind.Array => element.EnumerateArray().Select(item => ToValue(item, int64)).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => int64 && element.TryGetInt64(out long number) ? (object)number : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static ValueMap ToMap(JsonElement element, bool int64)
    {
        ValueMap map = [];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            map[property.Name] = ToValue(property.Value, int64);
        }
        return map;
    }
}
