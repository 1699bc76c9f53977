using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;

namespace Kuscia.Interconnection.Summaries;

/// <summary>
/// The TaskResources of tasks. A task that is restarted comes back under its old name while TaskResources of its earlier run may still be there: only those of
/// the group that belongs to this very task count.
/// </summary>
internal sealed class Reservations(InformerSet informers)
{
    private readonly IInformer<TaskResource> _resources = informers.For(Kinds.TaskResource);
    private readonly IInformer<TaskResourceGroup> _groups = informers.For(Kinds.TaskResourceGroup);

    /// <summary>Adds the name of the task to a loop whenever a TaskResource changes or a group appears.</summary>
    public void Wake(ReconcileLoop<string> loop) => loop
        .On(_resources, resource => resource.Metadata.Annotation(WellKnownAnnotations.TaskId))
        .On(_groups, (old, group) => loop.Add(old is null ? group?.Metadata.Annotation(WellKnownAnnotations.TaskId) : null));

    /// <summary>Those of the task's present run.</summary>
    public IEnumerable<TaskResource> Of(KusciaTask task)
    {
        TaskResourceGroup? group = _groups.Get(ResourceName.Cluster(task.Metadata.Name ?? ""));
        return group is null || group.Metadata.Label(WellKnownLabels.TaskUid) != task.Metadata.Uid
            ? []
            : _resources.ByLabel(WellKnownLabels.TaskResourceGroupUid).Of(group.Metadata.Uid);
    }
}
