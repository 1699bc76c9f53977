using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Workloads.Deployments;
using Kuscia.Controllers.Workloads.ReplicaSets;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers.Workloads;

/// <summary>The controllers of what charts consist of.</summary>
public static class WorkloadControllers
{
    /// <summary>One of each, over shared caches; they work once they are run.</summary>
    public static IReadOnlyList<IController> All(IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers) =>
    [
        new ReplicaSetController(client, informers, time, loggers),
        new DeploymentController(client, informers, time, loggers),
    ];
}
