using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Builds the headless services of a task's pods: one per port that others may reach.</summary>
internal static class TaskServiceBuilder
{
    public static IReadOnlyList<Service> Build(KusciaTask task, TaskPlan plan, PartyPlan party, PodPlan pod) =>
        [.. party.Ports.Where(p => ServiceNames.IsExposed(p.Scope)).Select(p => Build(task, plan, party, pod, p))];

    private static Service Build(KusciaTask task, TaskPlan plan, PartyPlan party, PodPlan pod, AppPort port) => new()
    {
        ApiVersion = Kinds.Service.ApiVersion,
        Kind = Kinds.Service.Kind,
        Metadata = new ObjectMeta
        {
            Name = pod.Service(port),
            Namespace = party.DomainId,
            Labels = Labels(task, port),
            Annotations = Annotations(task, plan, party, port),
        },
        Spec = new ServiceSpec
        {
            Type = "ClusterIP",
            ClusterIP = "None",
            PublishNotReadyAddresses = true,
            Selector = new Dictionary<string, string> { [WellKnownLabels.PodIdentity] = pod.Identity },
            Ports =
            [
                new ServicePort
                {
                    Name = port.Name,
                    Port = TaskPorts.Number(task.Status, party, pod, port),
                    Protocol = "TCP",
                    TargetPort = IntOrString.FromString(port.Name ?? ""),
                },
            ],
        },
    };

    private static Dictionary<string, string> Labels(KusciaTask task, AppPort port)
    {
        Dictionary<string, string> labels = TaskObjectBuilder.Labels(task);
        labels.Remove(WellKnownLabels.Controller);
        labels[WellKnownLabels.PortName] = port.Name ?? "";
        labels[WellKnownLabels.PortScope] = port.Scope ?? "";
        if (port.Scope != WellKnownNames.DomainScope)
        {
            labels[WellKnownLabels.LoadBalancer] = "domainroute";
        }

        return labels;
    }

    private static Dictionary<string, string> Annotations(KusciaTask task, TaskPlan plan, PartyPlan party, AppPort port)
    {
        Dictionary<string, string> annotations = new()
        {
            [WellKnownAnnotations.Initiator] = task.Spec?.Initiator ?? "",
            [WellKnownAnnotations.Protocol] = string.IsNullOrEmpty(port.Protocol) ? "HTTP" : port.Protocol,
            [WellKnownAnnotations.AccessDomain] = AccessDomains.Of(party.Template.NetworkPolicy, port, [.. plan.Parties.Select(p => (p.DomainId, p.Role))]),
            [WellKnownAnnotations.TaskId] = task.Metadata.Name ?? "",
        };
        foreach (BandwidthLimit limit in party.Party.BandwidthLimits ?? [])
        {
            annotations[WellKnownAnnotations.BandwidthLimitPrefix + limit.DestinationID] = (limit.LimitKBps ?? 0).ToString(CultureInfo.InvariantCulture);
        }

        return annotations;
    }
}
