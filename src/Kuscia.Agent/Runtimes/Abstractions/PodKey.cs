using Kuscia.Model.Core;
using Kuscia.Model.Meta;

namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>Identifies one life of a pod: a pod made again under the same name has another uid.</summary>
internal sealed record PodKey(string Namespace, string Name, string Uid)
{
    public ResourceName Resource => new(Namespace, Name);

    public static PodKey Of(Pod pod) => new(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "", pod.Metadata.Uid ?? "");
}
