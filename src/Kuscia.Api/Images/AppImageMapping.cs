using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Kuscia.Operations.Envelopes;
using Wire = Kuscia.Protos.KusciaApi;

namespace Kuscia.Api.Images;

/// <summary>Between the API's app image and the stored object.</summary>
internal static class AppImageMapping
{
    public static AppImage ToResource(Wire.CreateAppImageRequest request) => new()
    {
        Metadata = new ObjectMeta { Name = request.Name },
        Spec = new AppImageSpec
        {
            Image = ToResource(request.Image ?? new Wire.AppImageInfo()),
            ConfigTemplates = request.ConfigTemplates.Count > 0 ? request.ConfigTemplates : null,
            DeployTemplates = [.. request.DeployTemplates.Select(ToResource)],
        },
    };

    public static AppImageInfo ToResource(Wire.AppImageInfo image) => new() { Name = image.Name, Tag = image.Tag, Id = NullIfEmpty(image.Id), Sign = NullIfEmpty(image.Sign) };

    // 0 replicas is "not given" and runs one. Empty ports and resources are stored, as the originals do.
    public static DeployTemplate ToResource(Wire.DeployTemplate template) => new()
    {
        Name = template.Name,
        Role = NullIfEmpty(template.Role),
        Replicas = template.Replicas > 0 ? template.Replicas : 1,
        Spec = new AppPodSpec { RestartPolicy = NullIfEmpty(template.RestartPolicy), Containers = [.. template.Containers.Select(ToResource)] },
    };

    public static Wire.QueryAppImageResponseData ToMessage(AppImage image) => new()
    {
        Name = image.Metadata.Name ?? "",
        Image = image.Spec?.Image is { } info ? new Wire.AppImageInfo { Name = info.Name ?? "", Tag = info.Tag ?? "", Id = info.Id ?? "", Sign = info.Sign ?? "" } : null,
        ConfigTemplates = { image.Spec?.ConfigTemplates },
        DeployTemplates = { (image.Spec?.DeployTemplates ?? []).Select(ToMessage) },
    };

    private static AppContainer ToResource(Wire.Container container) => new()
    {
        Name = container.Name,
        Command = NullIfEmpty<string>([.. container.Command]),
        Args = NullIfEmpty<string>([.. container.Args]),
        WorkingDir = container.WorkingDir,
        ConfigVolumeMounts = NullIfEmpty<ConfigVolumeMount>([.. container.ConfigVolumeMounts.Select(m => new ConfigVolumeMount { MountPath = m.MountPath, SubPath = m.SubPath })]),
        Ports = [.. container.Ports.Select(p => new AppPort { Name = p.Name, Protocol = NullIfEmpty(p.Protocol), Scope = NullIfEmpty(p.Scope) })],
        EnvFrom = NullIfEmpty<EnvFromSource>(
            [.. container.EnvFrom.Select(e => new EnvFromSource { Prefix = NullIfEmpty(e.Prefix), ConfigMapRef = Reference(e.ConfigMapRef?.Name), SecretRef = Reference(e.SecretRef?.Name) })]),
        Env = NullIfEmpty<EnvVar>([.. container.Env.Select(e => new EnvVar { Name = e.Name, Value = e.Value })]),
        Resources = container.Resources is { } resources ? new ResourceRequirements { Limits = Amounts(resources.Limits), Requests = Amounts(resources.Requests) } : new ResourceRequirements(),
        LivenessProbe = ProbeMapping.ToResource(container.LivenessProbe),
        ReadinessProbe = ProbeMapping.ToResource(container.ReadinessProbe),
        StartupProbe = ProbeMapping.ToResource(container.StartupProbe),
        ImagePullPolicy = NullIfEmpty(container.ImagePullPolicy),
    };

    private static Wire.DeployTemplate ToMessage(DeployTemplate template) => new()
    {
        Name = template.Name ?? "",
        Role = template.Role ?? "",
        Replicas = template.Replicas ?? 1,
        RestartPolicy = template.Spec?.RestartPolicy ?? "",
        Containers = { (template.Spec?.Containers ?? []).Select(ToMessage) },
    };

    private static Wire.Container ToMessage(AppContainer container) => new()
    {
        Name = container.Name ?? "",
        Command = { container.Command ?? [] },
        Args = { container.Args ?? [] },
        WorkingDir = container.WorkingDir ?? "",
        ConfigVolumeMounts = { (container.ConfigVolumeMounts ?? []).Select(m => new Wire.ConfigVolumeMount { MountPath = m.MountPath ?? "", SubPath = m.SubPath ?? "" }) },
        Ports = { (container.Ports ?? []).Select(p => new Wire.ContainerPort { Name = p.Name ?? "", Protocol = p.Protocol ?? "HTTP", Scope = p.Scope ?? "Local" }) },
        EnvFrom = { (container.EnvFrom ?? []).Select(ToMessage) },
        Env = { (container.Env ?? []).Select(e => new Wire.EnvVar { Name = e.Name ?? "", Value = e.Value ?? "" }) },
        Resources = container.Resources is { Limits: not null } or { Requests: not null }
            ? new Wire.ResourceRequirements { Limits = Amounts(container.Resources.Limits), Requests = Amounts(container.Resources.Requests) }
            : null,
        LivenessProbe = ProbeMapping.ToMessage(container.LivenessProbe),
        ReadinessProbe = ProbeMapping.ToMessage(container.ReadinessProbe),
        StartupProbe = ProbeMapping.ToMessage(container.StartupProbe),
        ImagePullPolicy = container.ImagePullPolicy ?? "",
    };

    private static Wire.EnvFromSource ToMessage(EnvFromSource source) => new()
    {
        Prefix = source.Prefix ?? "",
        ConfigMapRef = source.ConfigMapRef is { } map ? new Wire.ConfigMapEnvSource { Name = map.Name ?? "" } : null,
        SecretRef = source.SecretRef is { } secret ? new Wire.SecretEnvSource { Name = secret.Name ?? "" } : null,
    };

    private static Dictionary<string, IntOrString>? Amounts(Wire.ResourceSpec? amounts)
    {
        Dictionary<string, IntOrString> result = [];
        foreach ((string name, string amount) in new[] { ("cpu", amounts?.Cpu ?? ""), ("memory", amounts?.Memory ?? "") })
        {
            if (amount.Length > 0)
            {
                result[name] = IntOrString.FromString(amount);
            }
        }

        return result.Count > 0 ? result : null;
    }

    private static Wire.ResourceSpec? Amounts(IReadOnlyDictionary<string, IntOrString>? amounts) =>
        amounts is null ? null : new Wire.ResourceSpec { Cpu = amounts.GetValueOrDefault("cpu").Text ?? "", Memory = amounts.GetValueOrDefault("memory").Text ?? "" };

    private static LocalReference? Reference(string? name) => name is { Length: > 0 } ? new LocalReference { Name = name } : null;

    private static string? NullIfEmpty(string value) => value.Length == 0 ? null : value;

    private static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T> items) => items.Count == 0 ? null : items;
}
