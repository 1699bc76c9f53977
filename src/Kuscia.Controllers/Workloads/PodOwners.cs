using Kuscia.Client.Informers;
using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads;

/// <summary>Whom the change of a pod concerns.</summary>
internal static class PodOwners
{
    /// <summary>The owners of a kind that had or have the pod, and those that may take it when nobody controls it.</summary>
    public static IEnumerable<ResourceName> Of<T>(ResourceKind<T> kind, Pod? old, Pod? current, InformerIndex<T> ownersOfNamespace, Func<T, Pod, bool> matches)
        where T : Resource
    {
        ResourceName? before = old?.Metadata.ControllerOf(kind);
        ResourceName? after = current?.Metadata.ControllerOf(kind);
        if (before is { } left)
        {
            yield return left;
        }

        if (after is { } owner && owner != before)
        {
            yield return owner;
        }

        if (current is not null && current.Metadata.Controller() is null)
        {
            foreach (T taker in ownersOfNamespace.Of(current.Metadata.Namespace).Where(o => matches(o, current)))
            {
                yield return taker.Identity;
            }
        }
    }
}
