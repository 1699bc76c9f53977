using System.Text.Json;
using Kuscia.Model.Meta;

namespace Kuscia.Runtime.Client;

/// <summary>Reads list answers; items of a list lack apiVersion and kind, which are filled in.</summary>
internal static class ResourceListReader
{
    public static ResourceList<T> Read<T>(JsonElement list, ResourceKind<T> kind)
        where T : Resource
    {
        List<T> items = [];
        if (list.TryGetProperty("items", out JsonElement array) && array.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in array.EnumerateArray())
            {
                if (item.Deserialize(kind.TypeInfo) is { } resource)
                {
                    items.Add((T)(resource with { ApiVersion = kind.ApiVersion, Kind = kind.Kind }));
                }
            }
        }

        string version = list.TryGetProperty("metadata", out JsonElement metadata) && metadata.TryGetProperty("resourceVersion", out JsonElement text)
            ? text.GetString() ?? ""
            : "";
        return new ResourceList<T>(items, version);
    }
}
