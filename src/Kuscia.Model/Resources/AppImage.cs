using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Kuscia.Model.Core;
using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Resources;

/// <summary>Describes an engine: its image, the config files it reads and how each role of it is run.</summary>
public sealed record AppImage : Resource
{
    [Required]
    public AppImageSpec? Spec { get; init; }

    /// <summary>The deploy template for a role, or null when the image has none: the one that names the role, else the one without roles; without a role also the first.</summary>
    /// <param name="role">The role of a party; may be empty.</param>
    public DeployTemplate? TemplateFor(string? role)
    {
        IReadOnlyList<DeployTemplate> templates = Spec?.DeployTemplates ?? [];
        string asked = role ?? "";
        DeployTemplate? exact = templates.FirstOrDefault(t => (t.Role ?? "").Trim(',').Split(',').Contains(asked) && !string.IsNullOrEmpty(t.Role));
        return exact
            ?? templates.LastOrDefault(t => string.IsNullOrEmpty(t.Role))
            ?? (asked.Length == 0 ? templates is [var first, ..] ? first : null : null);
    }
}

public sealed record AppImageSpec
{
    [Required]
    public AppImageInfo? Image { get; init; }

    /// <summary>File name to template text.</summary>
    public IReadOnlyDictionary<string, string>? ConfigTemplates { get; init; }

    [Required]
    public IReadOnlyList<DeployTemplate>? DeployTemplates { get; init; }
}

public sealed record AppImageInfo
{
    [Required]
    public string? Name { get; init; }

    [Required]
    public string? Tag { get; init; }
    public string? Id { get; init; }
    public string? Sign { get; init; }
}

public sealed record DeployTemplate
{
    [Required]
    public string? Name { get; init; }

    /// <summary>Comma-separated roles; empty is the default template.</summary>
    public string? Role { get; init; }

    /// <summary>Pods per party; default 1.</summary>
    public int? Replicas { get; init; }
    public NetworkPolicy? NetworkPolicy { get; init; }

    [Required]
    public AppPodSpec? Spec { get; init; }
}

public sealed record NetworkPolicy
{
    public IReadOnlyList<Ingress>? Ingresses { get; init; }
}

public sealed record Ingress
{
    public IngressFrom? From { get; init; }
    public IReadOnlyList<IngressPort>? Ports { get; init; }
}

public sealed record IngressFrom
{
    [Required]
    public IReadOnlyList<string>? Roles { get; init; }
}

public sealed record IngressPort
{
    /// <summary>A port name.</summary>
    [Required]
    public string? Port { get; init; }
}

public sealed record AppPodSpec
{
    public string? RestartPolicy { get; init; }
    public IReadOnlyList<AppContainer>? Containers { get; init; }
    public Affinity? Affinity { get; init; }
}

public sealed record AppContainer
{
    [Required]
    public string? Name { get; init; }
    public IReadOnlyList<string>? Command { get; init; }
    public IReadOnlyList<string>? Args { get; init; }

    [Required]
    public string? WorkingDir { get; init; }
    public IReadOnlyList<ConfigVolumeMount>? ConfigVolumeMounts { get; init; }
    public IReadOnlyList<AppPort>? Ports { get; init; }
    public IReadOnlyList<EnvFromSource>? EnvFrom { get; init; }
    public IReadOnlyList<EnvVar>? Env { get; init; }
    public ResourceRequirements? Resources { get; init; }
    public JsonElement? LivenessProbe { get; init; }
    public JsonElement? ReadinessProbe { get; init; }
    public JsonElement? StartupProbe { get; init; }
    public MetricProbe? MetricProbe { get; init; }
    public string? ImagePullPolicy { get; init; }
    public AppSecurityContext? SecurityContext { get; init; }
}

/// <summary>Only <c>privileged</c> is honoured.</summary>
[OpenSchema]
public sealed record AppSecurityContext
{
    public bool? Privileged { get; init; }
}

public sealed record ConfigVolumeMount
{
    [Required]
    public string? MountPath { get; init; }

    /// <summary>Key in <c>configTemplates</c>.</summary>
    [Required]
    public string? SubPath { get; init; }
}

public sealed record MetricProbe
{
    public string? Path { get; init; }
    public string? Port { get; init; }
}

public sealed record AppPort
{
    [Required]
    public string? Name { get; init; }

    /// <summary>Ignored at run time: a port is always allocated.</summary>
    public int? Port { get; init; }

    [AllowedValues("HTTP", "GRPC"), DefaultValue("HTTP")]
    public string? Protocol { get; init; }

    [AllowedValues("Cluster", "Domain", "Local"), DefaultValue("Local")]
    public string? Scope { get; init; }
}
