using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kuscia.Model.Meta;

/// <summary>An object of any kind whose body is kept exactly as it came: used where objects are copied between clusters.</summary>
public sealed record JsonResource : Resource
{
    /// <summary>Everything beside apiVersion, kind and metadata, by member name.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Body { get; set; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
}
