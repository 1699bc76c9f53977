using System.Globalization;
using System.Text.Json;
using Kuscia.Model.Core;
using Kuscia.Model.Resources;
using CoreContainerPort = Kuscia.Model.Core.ContainerPort;

namespace Kuscia.Controllers.Tasks;

/// <summary>Builds the container of an engine from what its image says (specification, control plane §3.5).</summary>
internal static class EngineContainer
{
    /// <summary>The volume of the config templates.</summary>
    public const string ConfigVolume = "config-template";

    private static readonly JsonElement Privileged = JsonDocument.Parse("""{"privileged":true}""").RootElement;

    /// <param name="container">The container of the image's template, with what the party overrides.</param>
    /// <param name="image">The image.</param>
    /// <param name="variables">Variables that follow those of the template.</param>
    /// <param name="number">The number that was allocated for a port.</param>
    public static Container Build(AppContainer container, AppImageInfo? image, IEnumerable<EnvVar> variables, Func<AppPort, int> number) => new()
    {
        Name = container.Name ?? "",
        Image = $"{image?.Name}:{image?.Tag}",
        Command = container.Command,
        Args = container.Args,
        WorkingDir = container.WorkingDir,
        Env = [.. container.Env ?? [], .. variables],
        EnvFrom = container.EnvFrom,
        Resources = container.Resources,
        LivenessProbe = container.LivenessProbe,
        ReadinessProbe = container.ReadinessProbe,
        StartupProbe = container.StartupProbe,
        ImagePullPolicy = string.IsNullOrEmpty(container.ImagePullPolicy) ? "IfNotPresent" : container.ImagePullPolicy,
        SecurityContext = container.SecurityContext?.Privileged == true ? Privileged : null,
        TerminationMessagePolicy = "FallbackToLogsOnError",
        Ports = [.. (container.Ports ?? []).Select(p => new CoreContainerPort { Name = p.Name, Number = number(p), Protocol = "TCP" })],
        VolumeMounts = container.ConfigVolumeMounts is { Count: > 0 } mounts
            ? [.. mounts.Select(m => new VolumeMount { Name = ConfigVolume, MountPath = m.MountPath ?? "", SubPath = m.SubPath })]
            : null,
    };

    /// <summary>The variables that tell an engine its ports.</summary>
    public static IEnumerable<EnvVar> PortVariables(IEnumerable<AppPort> ports, Func<AppPort, int> number) => ports.Select(p => new EnvVar
    {
        Name = $"KUSCIA_PORT_{(p.Name ?? "").ToUpperInvariant().Replace('-', '_')}_NUMBER",
        Value = number(p).ToString(CultureInfo.InvariantCulture),
    });
}
