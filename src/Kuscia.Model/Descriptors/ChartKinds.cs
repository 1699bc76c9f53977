namespace Kuscia.Model.Descriptors;

/// <summary>
/// Kinds that charts and the programs of other makers ask for besides those that a node acts on: they are stored and listed as everywhere, and whoever writes one is told that nothing
/// here acts on it. A server that something else watches leaves that out.
/// </summary>
internal static class ChartKinds
{
    private const string NoVolumes = "is stored, but nothing provides or attaches volumes here: tasks use directories of the node";
    private const string NoTraffic = "is stored, but nothing routes or filters by it: the gateway of this node follows DomainRoutes";
    private const string NoScheduling = "is stored, but the scheduler of this node does not look at it";
    private const string NoPriority = "is stored, but requests are not sorted by it: each caller has a fixed share";
    private const string NoAdmission = "is stored, but this server judges no request by it";

    public static IEnumerable<KindDescriptor> All(SchemaBuilder schemas) =>
    [
        .. Core(schemas),
        .. Workloads(schemas),
        .. Networking(schemas),
        .. Storage(schemas),
        .. Cluster(schemas),
    ];

    private static IEnumerable<KindDescriptor> Core(SchemaBuilder schemas) =>
    [
        CoreKinds.Untyped(schemas, "", "LimitRange", "limitranges", true) with
        {
            ShortNames = ["limits"], Columns = CoreColumns.CreatedAt,
        },
        CoreKinds.Untyped(schemas, "", "PersistentVolumeClaim", "persistentvolumeclaims", true) with
        {
            ShortNames = ["pvc"], Columns = ChartColumns.Claim, HasStatusSubresource = true, StoredOnly = NoVolumes,
        },
        CoreKinds.Untyped(schemas, "", "PersistentVolume", "persistentvolumes", false) with
        {
            ShortNames = ["pv"], Columns = ChartColumns.Volume, HasStatusSubresource = true, StoredOnly = NoVolumes,
        },
        CoreKinds.Untyped(schemas, "", "PodTemplate", "podtemplates", true) with { Columns = ChartColumns.PodTemplate, StoredOnly = CoreKinds.NoPods },
        CoreKinds.Untyped(schemas, "", "ReplicationController", "replicationcontrollers", true) with
        {
            ShortNames = ["rc"], Columns = CoreColumns.ReplicaSet, Categories = ["all"], HasStatusSubresource = true, Subresources = ["scale"], StoredOnly = CoreKinds.NoPods,
        },
    ];

    private static IEnumerable<KindDescriptor> Workloads(SchemaBuilder schemas) =>
    [
        CoreKinds.Untyped(schemas, "apps", "ControllerRevision", "controllerrevisions", true) with { Columns = ChartColumns.Revision },
        CoreKinds.Untyped(schemas, "apps", "StatefulSet", "statefulsets", true) with
        {
            ShortNames = ["sts"], Columns = ChartColumns.StatefulSet, Categories = ["all"], HasStatusSubresource = true, Subresources = ["scale"],
        },
        CoreKinds.Untyped(schemas, "apps", "DaemonSet", "daemonsets", true) with
        {
            ShortNames = ["ds"], Columns = ChartColumns.DaemonSet, Categories = ["all"], HasStatusSubresource = true,
        },
        CoreKinds.Untyped(schemas, "batch", "CronJob", "cronjobs", true) with
        {
            ShortNames = ["cj"], Columns = ChartColumns.CronJob, Categories = ["all"], HasStatusSubresource = true,
        },
        CoreKinds.Untyped(schemas, "batch", "Job", "jobs", true) with { Columns = ChartColumns.Job, Categories = ["all"], HasStatusSubresource = true },
        Scaler(schemas, "v2") with { StoredVersion = null },
        Scaler(schemas, "v1"),
        CoreKinds.Untyped(schemas, "policy", "PodDisruptionBudget", "poddisruptionbudgets", true) with
        {
            ShortNames = ["pdb"], Columns = ChartColumns.Budget, HasStatusSubresource = true,
        },
    ];

    // Both versions show one stored object, which is kept in the newer.
    private static KindDescriptor Scaler(SchemaBuilder schemas, string version) => CoreKinds.Untyped(schemas, "autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true, version) with
    {
        ShortNames = ["hpa"],
        Columns = ChartColumns.Scaler,
        Categories = ["all"],
        HasStatusSubresource = true,
        StoredVersion = "autoscaling/v2",
        StoredOnly = "is stored, but nothing scales by it",
    };

    private static IEnumerable<KindDescriptor> Networking(SchemaBuilder schemas) =>
    [
        CoreKinds.Untyped(schemas, "networking.k8s.io", "IngressClass", "ingressclasses", false) with
        {
            Singular = "ingressclass", Columns = ChartColumns.IngressClass, StoredOnly = NoTraffic,
        },
        CoreKinds.Untyped(schemas, "networking.k8s.io", "Ingress", "ingresses", true) with
        {
            Singular = "ingress", ShortNames = ["ing"], Columns = ChartColumns.Ingress, HasStatusSubresource = true, StoredOnly = NoTraffic,
        },
        CoreKinds.Untyped(schemas, "networking.k8s.io", "IPAddress", "ipaddresses", false) with
        {
            Singular = "ipaddress", ShortNames = ["ip"], Columns = ChartColumns.Address, StoredOnly = "is stored, but addresses of Services are not taken from it",
        },
        CoreKinds.Untyped(schemas, "networking.k8s.io", "NetworkPolicy", "networkpolicies", true) with
        {
            Singular = "networkpolicy", ShortNames = ["netpol"], Columns = ChartColumns.NetworkPolicy, StoredOnly = NoTraffic,
        },
        CoreKinds.Untyped(schemas, "networking.k8s.io", "ServiceCIDR", "servicecidrs", false) with
        {
            Columns = ChartColumns.ServiceRange, HasStatusSubresource = true, StoredOnly = "is stored, but the range of Services is fixed",
        },
    ];

    private static IEnumerable<KindDescriptor> Storage(SchemaBuilder schemas) =>
    [
        CoreKinds.Untyped(schemas, "storage.k8s.io", "CSIDriver", "csidrivers", false) with { Columns = ChartColumns.Driver, StoredOnly = NoVolumes },
        CoreKinds.Untyped(schemas, "storage.k8s.io", "CSINode", "csinodes", false) with { Columns = ChartColumns.DriverNode, StoredOnly = NoVolumes },
        CoreKinds.Untyped(schemas, "storage.k8s.io", "CSIStorageCapacity", "csistoragecapacities", true) with
        {
            Singular = "csistoragecapacity", Columns = ChartColumns.StorageCapacity, StoredOnly = NoVolumes,
        },
        CoreKinds.Untyped(schemas, "storage.k8s.io", "StorageClass", "storageclasses", false) with
        {
            Singular = "storageclass", ShortNames = ["sc"], Columns = ChartColumns.StorageClass, StoredOnly = NoVolumes,
        },
        CoreKinds.Untyped(schemas, "storage.k8s.io", "VolumeAttachment", "volumeattachments", false) with
        {
            Columns = ChartColumns.Attachment, HasStatusSubresource = true, StoredOnly = NoVolumes,
        },
    ];

    private static IEnumerable<KindDescriptor> Cluster(SchemaBuilder schemas) =>
    [
        CoreKinds.Untyped(schemas, "scheduling.k8s.io", "PriorityClass", "priorityclasses", false) with
        {
            Singular = "priorityclass", ShortNames = ["pc"], Columns = ChartColumns.PriorityClass, StoredOnly = NoScheduling,
        },
        CoreKinds.Untyped(schemas, "node.k8s.io", "RuntimeClass", "runtimeclasses", false) with
        {
            Singular = "runtimeclass", Columns = ChartColumns.RuntimeClass, StoredOnly = NoScheduling,
        },
        CoreKinds.Untyped(schemas, "certificates.k8s.io", "CertificateSigningRequest", "certificatesigningrequests", false) with
        {
            ShortNames = ["csr"], Columns = ChartColumns.SigningRequest, HasStatusSubresource = true, StoredOnly = "is stored, but this server approves and signs none",
        },
        CoreKinds.Untyped(schemas, "flowcontrol.apiserver.k8s.io", "FlowSchema", "flowschemas", false) with
        {
            Columns = ChartColumns.FlowSchema, HasStatusSubresource = true, StoredOnly = NoPriority,
        },
        CoreKinds.Untyped(schemas, "flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration", "prioritylevelconfigurations", false) with
        {
            Columns = ChartColumns.PriorityLevel, HasStatusSubresource = true, StoredOnly = NoPriority,
        },
        Admission(schemas, "MutatingWebhookConfiguration", "mutatingwebhookconfigurations") with { Columns = ChartColumns.Webhooks },
        Admission(schemas, "ValidatingAdmissionPolicy", "validatingadmissionpolicies") with
        {
            Singular = "validatingadmissionpolicy", Columns = ChartColumns.Policy, HasStatusSubresource = true,
        },
        Admission(schemas, "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings") with { Columns = ChartColumns.PolicyBinding },
        Admission(schemas, "ValidatingWebhookConfiguration", "validatingwebhookconfigurations") with { Columns = ChartColumns.Webhooks },
        CoreKinds.Untyped(schemas, "apiregistration.k8s.io", "APIService", "apiservices", false) with
        {
            Categories = ["api-extensions"],
            Columns = ChartColumns.ApiService,
            HasStatusSubresource = true,
            StoredOnly = "is stored, but this server forwards requests to no other API server",
        },
    ];

    private static KindDescriptor Admission(SchemaBuilder schemas, string kind, string plural) => CoreKinds.Untyped(schemas, "admissionregistration.k8s.io", kind, plural, false) with
    {
        Categories = ["api-extensions"],
        StoredOnly = NoAdmission,
    };
}
