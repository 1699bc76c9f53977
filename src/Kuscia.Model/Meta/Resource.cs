using System.Text.Json.Serialization;

namespace Kuscia.Model.Meta;

/// <summary>What every stored object has in common (Kubernetes API conventions, "Objects").</summary>
public abstract record Resource
{
    [JsonPropertyOrder(-3)]
    public string? ApiVersion { get; init; }

    [JsonPropertyOrder(-2)]
    public string? Kind { get; init; }

    [JsonPropertyOrder(-1)]
    // A setter, not init: a generated reader would put null where the JSON has no metadata.
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>The namespace and name that identify this object within its kind.</summary>
    [JsonIgnore]
    public ResourceName Identity => new(Metadata.Namespace, Metadata.Name ?? "");
}
