using Kuscia.Model;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Tests.Workloads.Recorded;

/// <summary>The kinds whose objects were recorded.</summary>
internal static class RecordedKinds
{
    public static readonly IReadOnlyDictionary<string, ResourceKind> ByPlural = ((ResourceKind[])
    [
        Kinds.Deployment, Kinds.ReplicaSet, Kinds.StatefulSet, Kinds.DaemonSet, Kinds.Job, Kinds.CronJob, Kinds.Node, Kinds.Namespace, Kinds.Service, Kinds.ResourceQuota, Kinds.PodDisruptionBudget, Kinds.Pod, Kinds.ConfigMap, Kinds.ServiceAccount, Kinds.Secret, Kinds.Endpoints,
        new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true),
        new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", true),
    ]).ToDictionary(k => k.Plural, StringComparer.Ordinal);
}
