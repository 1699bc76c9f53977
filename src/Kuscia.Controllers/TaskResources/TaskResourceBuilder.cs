using Kuscia.Controllers.Scheduling;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.TaskResources;

/// <summary>Builds the TaskResource of a party.</summary>
internal static class TaskResourceBuilder
{
    public static TaskResource Build(GroupView view, TaskResourceGroupParty party, DateTimeOffset now) => new()
    {
        ApiVersion = Kinds.TaskResource.ApiVersion,
        Kind = Kinds.TaskResource.Kind,
        Metadata = Metadata(view, party),
        Spec = new TaskResourceSpec
        {
            Role = party.Role,
            Initiator = view.Spec.Initiator,
            ResourceReservedSeconds = view.Spec.ResourceReservedSeconds,
            MinReservedPods = Minimum(party),
            Pods = [.. (party.Pods ?? []).Select(p => Pod(view, party, p))],
        },
        Status = new TaskResourceStatus
        {
            Phase = TaskResourcePhase.Reserving,
            Conditions = ((IReadOnlyList<Condition>?)null).With(TaskResourcePhase.Reserving, true, "Create task resource from task resource group", null, now),
            StartTime = now,
            LastTransitionTime = now,
        },
    };

    private static int Minimum(TaskResourceGroupParty party)
    {
        int pods = party.Pods?.Count ?? 0;
        int wanted = party.MinReservedPods ?? 0;
        return pods == 0 ? Math.Max(wanted, 1) : wanted > 0 && wanted <= pods ? wanted : pods;
    }

    private static TaskResourcePod Pod(GroupView view, TaskResourceGroupParty party, TaskResourceGroupPod pod)
    {
        Pod? found = view.Pods.GetValueOrDefault(new ResourceName(party.DomainID, pod.Name ?? "").ToString());
        IEnumerable<ResourceRequirements?> containers = (found?.Spec?.Containers ?? []).Select(c => c.Resources);
        return new TaskResourcePod
        {
            Name = pod.Name,
            Resources = new ResourceRequirements
            {
                Requests = Sum(containers.Select(c => c?.Requests)),
                Limits = Sum(containers.Select(c => c?.Limits)),
            },
        };
    }

    private static Dictionary<string, IntOrString>? Sum(IEnumerable<IReadOnlyDictionary<string, IntOrString>?> amounts)
    {
        ResourceAmounts sum = amounts.Aggregate(ResourceAmounts.None, (total, next) => total.Plus(ResourceAmounts.Of(next)));
        Dictionary<string, IntOrString> text = sum.All.ToDictionary(a => a.Key, a => IntOrString.FromString(a.Value.ToString()));
        return text.Count == 0 ? null : text;
    }

    private static ObjectMeta Metadata(GroupView view, TaskResourceGroupParty party)
    {
        bool partner = view.IsPartner(party.DomainID);
        Dictionary<string, string> annotations = new()
        {
            [WellKnownAnnotations.Initiator] = view.Spec.Initiator ?? "",
            // Always empty on the wire: who reads it asks for the initiator's namespace instead.
            [WellKnownAnnotations.SelfClusterAsInitiator] = "",
            [WellKnownAnnotations.JobId] = view.Annotation(WellKnownAnnotations.JobId) ?? "",
            [WellKnownAnnotations.TaskId] = view.Annotation(WellKnownAnnotations.TaskId) ?? "",
            [WellKnownAnnotations.TaskAlias] = view.Annotation(WellKnownAnnotations.TaskAlias) ?? "",
            [WellKnownAnnotations.TaskResourceGroup] = view.Name,
            [WellKnownAnnotations.PartyMasterDomain] = view.Annotation(WellKnownAnnotations.PartyMasterDomain) ?? "",
        };
        if (partner)
        {
            annotations[WellKnownAnnotations.InterconnKusciaParties] = party.DomainID ?? "";
        }

        return new ObjectMeta
        {
            Name = party.TaskResourceName,
            Namespace = party.DomainID,
            Labels = new Dictionary<string, string>
            {
                [WellKnownLabels.TaskResourceGroupUid] = view.Group.Metadata.Uid ?? "",
                [WellKnownLabels.InterconnProtocolType] = partner ? "kuscia" : "",
            },
            Annotations = annotations,
            OwnerReferences = [Owner(view.Group)],
        };
    }

    private static OwnerReference Owner(TaskResourceGroup group) => new()
    {
        ApiVersion = Kinds.TaskResourceGroup.ApiVersion,
        Kind = Kinds.TaskResourceGroup.Kind,
        Name = group.Metadata.Name ?? "",
        Uid = group.Metadata.Uid ?? "",
        Controller = true,
        BlockOwnerDeletion = true,
    };
}
