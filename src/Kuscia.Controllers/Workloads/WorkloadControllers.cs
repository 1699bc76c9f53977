using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Controllers.Workloads.Batch;
using Kuscia.Controllers.Workloads.DaemonSets;
using Kuscia.Controllers.Workloads.Deployments;
using Kuscia.Controllers.Workloads.Disruptions;
using Kuscia.Controllers.Workloads.Furniture;
using Kuscia.Controllers.Workloads.PodGarbage;
using Kuscia.Controllers.Workloads.Quotas;
using Kuscia.Controllers.Workloads.ReplicaSets;
using Kuscia.Controllers.Workloads.Slices;
using Kuscia.Controllers.Workloads.StatefulSets;
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
        new StatefulSetController(client, informers, time, loggers),
        new DaemonSetController(client, informers, time, loggers),
        new BatchJobController(client, informers, time, loggers),
        new CronJobController(client, informers, time, loggers),
        new SliceController(client, informers, time, loggers),
        new DisruptionController(client, informers, time, loggers),
        new QuotaController(client, informers, time, loggers),
        new PodGarbageController(new PodGarbageOptions(), client, informers, time, loggers),
    ];

    /// <summary>The controllers of what every client expects to find.</summary>
    public static IReadOnlyList<IController> Furniture(FurnitureOptions options, IResourceClient client, InformerSet informers, TimeProvider time, ILoggerFactory loggers) =>
    [
        new NamespaceFurnitureController(options, client, informers, time, loggers),
        new KubernetesServiceController(options, client, informers, time, loggers),
    ];
}
