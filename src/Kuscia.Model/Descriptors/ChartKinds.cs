namespace Kuscia.Model.Descriptors;

/// <summary>Kinds that charts install besides those of a node: a server that serves them stores them, and whoever watches it acts on them.</summary>
internal static class ChartKinds
{
    public static IEnumerable<KindDescriptor> All(SchemaBuilder schemas) =>
    [
        CoreKinds.Untyped(schemas, "", "PersistentVolumeClaim", "persistentvolumeclaims", true) with
        {
            ShortNames = ["pvc"], Columns = ChartColumns.Claim, HasStatusSubresource = true,
        },
        CoreKinds.Untyped(schemas, "", "PersistentVolume", "persistentvolumes", false) with { ShortNames = ["pv"], Columns = ChartColumns.Volume, HasStatusSubresource = true },
        CoreKinds.Untyped(schemas, "apps", "StatefulSet", "statefulsets", true) with
        {
            ShortNames = ["sts"], Columns = ChartColumns.StatefulSet, Categories = ["all"], HasStatusSubresource = true, Subresources = ["scale"],
        },
        CoreKinds.Untyped(schemas, "apps", "DaemonSet", "daemonsets", true) with
        {
            ShortNames = ["ds"], Columns = ChartColumns.DaemonSet, Categories = ["all"], HasStatusSubresource = true,
        },
        CoreKinds.Untyped(schemas, "batch", "Job", "jobs", true) with { Columns = ChartColumns.Job, Categories = ["all"], HasStatusSubresource = true },
        CoreKinds.Untyped(schemas, "networking.k8s.io", "IngressClass", "ingressclasses", false) with { Singular = "ingressclass", Columns = ChartColumns.IngressClass },
        CoreKinds.Untyped(schemas, "networking.k8s.io", "Ingress", "ingresses", true) with
        {
            Singular = "ingress", ShortNames = ["ing"], Columns = ChartColumns.Ingress, HasStatusSubresource = true,
        },
        CoreKinds.Untyped(schemas, "storage.k8s.io", "StorageClass", "storageclasses", false) with
        {
            Singular = "storageclass", ShortNames = ["sc"], Columns = ChartColumns.StorageClass,
        },
    ];
}
