using System.Globalization;
using System.Text.Json;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using CoreContainerPort = Kuscia.Model.Core.ContainerPort;

namespace Kuscia.Controllers.Tasks;

/// <summary>Builds the pods of a task (specification, control plane §3.5).</summary>
internal static class TaskPodBuilder
{
    private const string ConfigVolume = "config-template";

    private static readonly JsonElement Privileged = JsonDocument.Parse("""{"privileged":true}""").RootElement;

    public static Pod Build(KusciaTask task, PartyPlan party, PodPlan pod, string templateName) => new()
    {
        ApiVersion = Kinds.Pod.ApiVersion,
        Kind = Kinds.Pod.Kind,
        Metadata = new ObjectMeta
        {
            Name = pod.Name,
            Namespace = party.DomainId,
            Labels = Labels(task, party, pod),
            Annotations = Annotations(task, party, pod),
        },
        Spec = new PodSpec
        {
            RestartPolicy = string.IsNullOrEmpty(party.Template.Spec?.RestartPolicy) ? "Never" : party.Template.Spec.RestartPolicy,
            Tolerations = [new Toleration { Key = WellKnownNames.AgentTaint, Operator = "Exists", Effect = "NoSchedule" }],
            NodeSelector = new Dictionary<string, string> { [WellKnownLabels.Namespace] = party.DomainId },
            SchedulerName = WellKnownNames.Scheduler,
            AutomountServiceAccountToken = false,
            Containers = [.. party.Containers.Select(c => Container(task, party, pod, c))],
            Volumes = party.MountsConfig
                ? [new Volume { Name = ConfigVolume, ConfigMap = new ConfigMapVolumeSource { Name = templateName } }]
                : null,
        },
    };

    private static Dictionary<string, string> Labels(KusciaTask task, PartyPlan party, PodPlan pod)
    {
        Dictionary<string, string> labels = TaskObjectBuilder.Labels(task);
        labels[WellKnownLabels.CommunicationRoleServer] = "true";
        labels[WellKnownLabels.CommunicationRoleClient] = "true";
        labels[WellKnownLabels.PodIdentity] = pod.Identity;
        labels[WellKnownLabels.TaskResourceUid] = "";
        labels[WellKnownLabels.PodRole] = party.Role;
        return labels;
    }

    private static Dictionary<string, string> Annotations(KusciaTask task, PartyPlan party, PodPlan pod)
    {
        Dictionary<string, string> annotations = new()
        {
            [WellKnownAnnotations.Initiator] = task.Spec?.Initiator ?? "",
            [WellKnownAnnotations.TaskId] = task.Metadata.Name ?? "",
            [WellKnownAnnotations.TaskResourceGroup] = task.Metadata.Name ?? "",
            [WellKnownAnnotations.TaskResource] = "",
        };
        if (party.Image.Spec?.Image?.Id is { Length: > 0 } id)
        {
            annotations[WellKnownAnnotations.ImageId] = id;
        }

        if (party.Containers.Select(c => c.MetricProbe).FirstOrDefault(m => m is not null) is { } metrics)
        {
            AppPort? port = party.Ports.FirstOrDefault(p => p.Name == metrics.Port);
            annotations[WellKnownAnnotations.Prefix + "should_be_scraped"] = "true";
            annotations[WellKnownAnnotations.Prefix + "metric_path"] = metrics.Path ?? "";
            annotations[WellKnownAnnotations.Prefix + "metric_port"] =
                port is null ? "" : TaskPorts.Number(task.Status, party, pod, port).ToString(CultureInfo.InvariantCulture);
        }

        if (party.MountsConfig)
        {
            annotations[WellKnownAnnotations.ConfigTemplateValueCmName] = TaskObjectBuilder.ValuesName(pod);
            annotations[WellKnownAnnotations.ConfigTemplateVolumes] = ConfigVolume;
        }

        return annotations;
    }

    private static Container Container(KusciaTask task, PartyPlan party, PodPlan pod, AppContainer container)
    {
        IEnumerable<EnvVar> ports = party.Ports.Select(p => new EnvVar
        {
            Name = $"KUSCIA_PORT_{(p.Name ?? "").ToUpperInvariant().Replace('-', '_')}_NUMBER",
            Value = TaskPorts.Number(task.Status, party, pod, p).ToString(CultureInfo.InvariantCulture),
        });
        return new Container
        {
            Name = container.Name ?? "",
            Image = $"{party.Image.Spec?.Image?.Name}:{party.Image.Spec?.Image?.Tag}",
            Command = container.Command,
            Args = container.Args,
            WorkingDir = container.WorkingDir,
            Env = [.. container.Env ?? [], .. ports],
            EnvFrom = container.EnvFrom,
            Resources = container.Resources,
            LivenessProbe = container.LivenessProbe,
            ReadinessProbe = container.ReadinessProbe,
            StartupProbe = container.StartupProbe,
            ImagePullPolicy = string.IsNullOrEmpty(container.ImagePullPolicy) ? "IfNotPresent" : container.ImagePullPolicy,
            SecurityContext = container.SecurityContext?.Privileged == true ? Privileged : null,
            TerminationMessagePolicy = "FallbackToLogsOnError",
            Ports = [.. (container.Ports ?? []).Select(p => new CoreContainerPort { Name = p.Name, Number = TaskPorts.Number(task.Status, party, pod, p), Protocol = "TCP" })],
            VolumeMounts = container.ConfigVolumeMounts is { Count: > 0 } mounts
                ? [.. mounts.Select(m => new VolumeMount { Name = ConfigVolume, MountPath = m.MountPath ?? "", SubPath = m.SubPath })]
                : null,
        };
    }
}
