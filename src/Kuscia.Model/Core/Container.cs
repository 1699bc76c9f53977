using System.Text.Json;
using System.Text.Json.Serialization;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Json;

namespace Kuscia.Model.Core;

[OpenSchema]
public sealed record Container
{
    public required string Name { get; init; }
    public string? Image { get; init; }
    public IReadOnlyList<string>? Command { get; init; }
    public IReadOnlyList<string>? Args { get; init; }
    public string? WorkingDir { get; init; }
    public IReadOnlyList<ContainerPort>? Ports { get; init; }
    public IReadOnlyList<EnvFromSource>? EnvFrom { get; init; }
    public IReadOnlyList<EnvVar>? Env { get; init; }
    public ResourceRequirements? Resources { get; init; }
    public IReadOnlyList<VolumeMount>? VolumeMounts { get; init; }
    public JsonElement? LivenessProbe { get; init; }
    public JsonElement? ReadinessProbe { get; init; }
    public JsonElement? StartupProbe { get; init; }
    public string? TerminationMessagePath { get; init; }
    public string? TerminationMessagePolicy { get; init; }
    public string? ImagePullPolicy { get; init; }
    public JsonElement? SecurityContext { get; init; }

    /// <summary>Members that this record does not type, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}

[OpenSchema]
public sealed record ContainerPort
{
    public string? Name { get; init; }
    [JsonPropertyName("containerPort")]
    public int Number { get; init; }
    public int? HostPort { get; init; }
    public string? Protocol { get; init; }

    /// <summary>Members that this record does not type, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}

public sealed record EnvVar
{
    public required string Name { get; init; }
    public string? Value { get; init; }
    public EnvVarSource? ValueFrom { get; init; }
}

[OpenSchema]
public sealed record EnvVarSource
{
    public ObjectFieldSelector? FieldRef { get; init; }
    public KeySelector? ConfigMapKeyRef { get; init; }
    public KeySelector? SecretKeyRef { get; init; }
    public JsonElement? ResourceFieldRef { get; init; }

    /// <summary>Members that this record does not type, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}

public sealed record ObjectFieldSelector
{
    public string? ApiVersion { get; init; }
    public required string FieldPath { get; init; }
}

public sealed record KeySelector
{
    public string? Name { get; init; }
    public required string Key { get; init; }
    public bool? Optional { get; init; }
}

public sealed record EnvFromSource
{
    public string? Prefix { get; init; }
    public LocalReference? ConfigMapRef { get; init; }
    public LocalReference? SecretRef { get; init; }
}

public sealed record LocalReference
{
    public string? Name { get; init; }
    public bool? Optional { get; init; }
}

/// <summary>Requests and limits by resource name; values are Kubernetes quantities.</summary>
[OpenSchema]
public sealed record ResourceRequirements
{
    [QuantityMap]
    public IReadOnlyDictionary<string, IntOrString>? Limits { get; init; }

    [QuantityMap]
    public IReadOnlyDictionary<string, IntOrString>? Requests { get; init; }

    /// <summary>Members that this record does not type, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}

[OpenSchema]
public sealed record VolumeMount
{
    public required string Name { get; init; }
    public required string MountPath { get; init; }
    public string? SubPath { get; init; }
    public bool? ReadOnly { get; init; }

    /// <summary>Members that this record does not type, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}

[OpenSchema]
public sealed record Volume
{
    public required string Name { get; init; }
    public ConfigMapVolumeSource? ConfigMap { get; init; }
    public SecretVolumeSource? Secret { get; init; }
    public HostPathVolumeSource? HostPath { get; init; }
    public JsonElement? EmptyDir { get; init; }

    /// <summary>Members that this record does not type, as they came.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extra { get; set; }
}

public sealed record ConfigMapVolumeSource
{
    public string? Name { get; init; }
    public IReadOnlyList<KeyToPath>? Items { get; init; }
    public int? DefaultMode { get; init; }
    public bool? Optional { get; init; }
}

public sealed record SecretVolumeSource
{
    public string? SecretName { get; init; }
    public IReadOnlyList<KeyToPath>? Items { get; init; }
    public int? DefaultMode { get; init; }
    public bool? Optional { get; init; }
}

public sealed record HostPathVolumeSource
{
    public required string Path { get; init; }
    public string? Type { get; init; }
}

public sealed record KeyToPath
{
    public required string Key { get; init; }
    public required string Path { get; init; }
    public int? Mode { get; init; }
}

/// <summary>Scheduling affinities, kept as they came.</summary>
public sealed record Affinity
{
    public JsonElement? NodeAffinity { get; init; }
    public JsonElement? PodAffinity { get; init; }
    public JsonElement? PodAntiAffinity { get; init; }
}
