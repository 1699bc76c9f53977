using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Builds the pods of a task (specification, control plane §3.5).</summary>
internal static class TaskPodBuilder
{
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
                ? [new Volume { Name = EngineContainer.ConfigVolume, ConfigMap = new ConfigMapVolumeSource { Name = templateName } }]
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
        Dictionary<string, string> annotations = EngineAnnotations.Of(party.Image, party.Containers, p => TaskPorts.Number(task.Status, party, pod, p));
        annotations[WellKnownAnnotations.Initiator] = task.Spec?.Initiator ?? "";
        annotations[WellKnownAnnotations.TaskId] = task.Metadata.Name ?? "";
        annotations[WellKnownAnnotations.TaskResourceGroup] = task.Metadata.Name ?? "";
        annotations[WellKnownAnnotations.TaskResource] = "";
        if (party.MountsConfig)
        {
            annotations[WellKnownAnnotations.ConfigTemplateValueCmName] = TaskObjectBuilder.ValuesName(pod);
            annotations[WellKnownAnnotations.ConfigTemplateVolumes] = EngineContainer.ConfigVolume;
        }

        return annotations;
    }

    private static Container Container(KusciaTask task, PartyPlan party, PodPlan pod, AppContainer container)
    {
        int Number(AppPort port) => TaskPorts.Number(task.Status, party, pod, port);
        return EngineContainer.Build(container, party.Image.Spec?.Image, EngineContainer.PortVariables(party.Ports, Number), Number);
    }
}
