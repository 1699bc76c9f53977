using System.Text.Json.Serialization;
using Kuscia.Operations.Envelopes;

namespace Kuscia.Api.Messages;

internal sealed record WriteAppImageRequest
{
    public string Name { get; set; } = "";
    public AppImageInfoMessage? Image { get; set; }
    public IReadOnlyDictionary<string, string> ConfigTemplates { get; set; } = new Dictionary<string, string>();

    /// <summary>On update: null keeps what is stored.</summary>
    public IReadOnlyList<DeployTemplateMessage>? DeployTemplates { get; set; }
}

internal sealed record AppImageRequest
{
    public string Name { get; set; } = "";
}

internal sealed record BatchQueryAppImageRequest
{
    public IReadOnlyList<string> Names { get; set; } = [];
}

internal sealed record ListAppImageRequest
{
    /// <summary>0 is 10.</summary>
    [JsonConverter(typeof(Int64TextConverter))]
    public long PageSize { get; set; }
    public string PageToken { get; set; } = "";
}

internal sealed record AppImageListData
{
    public IReadOnlyList<AppImageData> AppimageList { get; set; } = [];
    public string NextPageToken { get; set; } = "";
}

internal sealed record AppImageData
{
    public string Name { get; set; } = "";
    public AppImageInfoMessage? Image { get; set; }
    public IReadOnlyDictionary<string, string> ConfigTemplates { get; set; } = new Dictionary<string, string>();
    public IReadOnlyList<DeployTemplateMessage> DeployTemplates { get; set; } = [];
}

internal sealed record AppImageInfoMessage
{
    public string Name { get; set; } = "";
    public string Tag { get; set; } = "";
    public string Id { get; set; } = "";
    public string Sign { get; set; } = "";
}

internal sealed record DeployTemplateMessage
{
    public string Name { get; set; } = "";
    public string Role { get; set; } = "";
    public int Replicas { get; set; }
    public string RestartPolicy { get; set; } = "";
    public IReadOnlyList<ContainerMessage> Containers { get; set; } = [];
}

internal sealed record ContainerMessage
{
    public string Name { get; set; } = "";
    public IReadOnlyList<string> Command { get; set; } = [];
    public IReadOnlyList<string> Args { get; set; } = [];
    public string WorkingDir { get; set; } = "";
    public IReadOnlyList<ConfigVolumeMountMessage> ConfigVolumeMounts { get; set; } = [];
    public IReadOnlyList<ContainerPortMessage> Ports { get; set; } = [];
    public IReadOnlyList<EnvFromMessage> EnvFrom { get; set; } = [];
    public IReadOnlyList<EnvVarMessage> Env { get; set; } = [];
    public ContainerResourcesMessage? Resources { get; set; }
    public ProbeMessage? LivenessProbe { get; set; }
    public ProbeMessage? ReadinessProbe { get; set; }
    public ProbeMessage? StartupProbe { get; set; }
    public string ImagePullPolicy { get; set; } = "";
}

internal sealed record ConfigVolumeMountMessage
{
    public string MountPath { get; set; } = "";
    public string SubPath { get; set; } = "";
}

internal sealed record ContainerPortMessage
{
    public string Name { get; set; } = "";
    public string Protocol { get; set; } = "";
    public string Scope { get; set; } = "";
}

internal sealed record EnvFromMessage
{
    public string Prefix { get; set; } = "";
    public NamedReferenceMessage? ConfigMapRef { get; set; }
    public NamedReferenceMessage? SecretRef { get; set; }
}

internal sealed record NamedReferenceMessage
{
    public string Name { get; set; } = "";
}

internal sealed record EnvVarMessage
{
    public string Name { get; set; } = "";
    public string Value { get; set; } = "";
}

internal sealed record ContainerResourcesMessage
{
    public AmountsMessage? Limits { get; set; }
    public AmountsMessage? Requests { get; set; }
}

internal sealed record AmountsMessage
{
    public string Cpu { get; set; } = "";
    public string Memory { get; set; } = "";
}
