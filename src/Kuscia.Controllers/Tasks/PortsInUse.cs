using Kuscia.Client.Informers;
using Kuscia.Model;
using Kuscia.Model.Core;
using Kuscia.Model.Resources;

namespace Kuscia.Controllers.Tasks;

/// <summary>The ports of a domain that objects name: unfinished tasks, deployments, and pods that have not ended.</summary>
internal sealed class PortsInUse(InformerSet informers)
{
    private readonly IInformer<KusciaTask> _tasks = informers.For(Kinds.KusciaTask, WellKnownNames.CrossDomainNamespace);
    private readonly IInformer<KusciaDeployment> _deployments = informers.For(Kinds.KusciaDeployment, WellKnownNames.CrossDomainNamespace);
    private readonly IInformer<Pod> _pods = informers.For(Kinds.Pod);

    public IReadOnlySet<int> Of(string domain)
    {
        IEnumerable<PartyAllocatedPorts> tasks = _tasks.IndexBy("unfinished", t => t.Status?.CompletionTime is null ? "" : null).Of("").SelectMany(t => t.Status?.AllocatedPorts ?? []);
        IEnumerable<PartyAllocatedPorts> deployments = _deployments.List().SelectMany(d => AllocatedPorts.Of(d.Metadata));
        IEnumerable<int> pods = _pods.List().Where(p => p.Metadata.Namespace == domain && p.Status?.Phase is not ("Succeeded" or "Failed"))
            .SelectMany(p => p.Spec?.Containers ?? [])
            .SelectMany(c => c.Ports ?? [])
            .Select(p => p.Number)
            .Concat(_pods.List().Where(p => p.Metadata.Namespace == domain).SelectMany(p => PodPorts.Of(p.Metadata).Values));
        return tasks.Concat(deployments).Where(a => a.DomainID == domain).SelectMany(a => a.NamedPort?.Values ?? []).Concat(pods).ToHashSet();
    }
}
