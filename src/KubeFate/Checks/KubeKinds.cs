using Kuscia.Helm.Kube;

namespace KubeFate.Checks;

/// <summary>The kinds the service looks at.</summary>
internal static class KubeKinds
{
    public static KubeResourceType Service { get; } = new("v1", "Service", "services", true);

    public static KubeResourceType Pod { get; } = new("v1", "Pod", "pods", true);

    public static KubeResourceType Event { get; } = new("v1", "Event", "events", true);

    public static KubeResourceType Node { get; } = new("v1", "Node", "nodes", false);

    public static KubeResourceType Claim { get; } = new("v1", "PersistentVolumeClaim", "persistentvolumeclaims", true);

    public static KubeResourceType Deployment { get; } = new("apps/v1", "Deployment", "deployments", true);

    public static KubeResourceType StatefulSet { get; } = new("apps/v1", "StatefulSet", "statefulsets", true);

    public static KubeResourceType Ingress { get; } = new("networking.k8s.io/v1", "Ingress", "ingresses", true);

    public static KubeResourceType Job { get; } = new("batch/v1", "Job", "jobs", true);
}
