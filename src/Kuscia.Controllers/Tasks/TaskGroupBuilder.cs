using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>Builds the TaskResourceGroup of a task (specification, control plane §3.4).</summary>
internal static class TaskGroupBuilder
{
    public const int DefaultReservedSeconds = 30;
    public const int DefaultRetrySeconds = 30;

    private static readonly string[] CopiedAnnotations =
    [
        WellKnownAnnotations.Initiator, WellKnownAnnotations.SelfClusterAsInitiator, WellKnownAnnotations.JobId, WellKnownAnnotations.TaskAlias,
        WellKnownAnnotations.InterconnKusciaParties, WellKnownAnnotations.InterconnBfiaParties, WellKnownAnnotations.PartyMasterDomain,
    ];

    public static TaskResourceGroup Build(KusciaTask task, TaskPlan plan, TaskOptions options)
    {
        ScheduleConfig? schedule = task.Spec?.ScheduleConfig;
        int members = schedule?.MinReservedMembers ?? 0;
        return new TaskResourceGroup
        {
            ApiVersion = Kinds.TaskResourceGroup.ApiVersion,
            Kind = Kinds.TaskResourceGroup.Kind,
            Metadata = Metadata(task),
            Spec = new TaskResourceGroupSpec
            {
                Initiator = task.Spec?.Initiator,
                MinReservedMembers = members <= 0 || members > plan.Parties.Count ? plan.Parties.Count : members,
                ResourceReservedSeconds = Positive(schedule?.ResourceReservedSeconds, DefaultReservedSeconds),
                LifecycleSeconds = Positive(schedule?.LifecycleSeconds, options.LifecycleSeconds),
                RetryIntervalSeconds = Positive(schedule?.RetryIntervalSeconds, DefaultRetrySeconds),
                Parties = [.. plan.Own.Select(Own)],
                OutOfControlledParties = [.. plan.Parties.Where(p => !p.IsOwn).Select(p => new TaskResourceGroupParty { DomainID = p.DomainId, Role = p.Role, MinReservedPods = 1 })],
            },
        };
    }

    private static int Positive(int? value, int otherwise) => value is > 0 and int given ? given : otherwise;

    private static TaskResourceGroupParty Own(PartyPlan party) => new()
    {
        DomainID = party.DomainId,
        Role = party.Role,
        MinReservedPods = party.MinReservedPods,
        Pods = [.. party.Pods.Select(p => new TaskResourceGroupPod { Name = p.Name })],
    };

    private static ObjectMeta Metadata(KusciaTask task)
    {
        Dictionary<string, string> labels = TaskObjectBuilder.Labels(task);
        labels[WellKnownLabels.JobUid] = task.Metadata.Label(WellKnownLabels.JobUid) ?? "";
        Dictionary<string, string> annotations = CopiedAnnotations.ToDictionary(a => a, a => task.Metadata.Annotation(a) ?? "");
        annotations[WellKnownAnnotations.TaskId] = task.Metadata.Name ?? "";
        return new ObjectMeta { Name = task.Metadata.Name, Labels = labels, Annotations = annotations };
    }
}
