namespace Kuscia.Model.Descriptors;

/// <summary>Columns of the kinds that charts install, as <c>kubectl get</c> shows them; the API server computes the cells.</summary>
internal static class ChartColumns
{
    private static readonly PrinterColumn Age = new("Age", "string", "age");
    private static readonly PrinterColumn Containers = new("Containers", "string", "containers", 1);
    private static readonly PrinterColumn Images = new("Images", "string", "images", 1);
    private static readonly PrinterColumn Selector = new("Selector", "string", "selector", 1);
    private static readonly PrinterColumn VolumeMode = new("VolumeMode", "string", "volumeMode", 1);

    public static readonly PrinterColumn[] StatefulSet = [new("Ready", "string", "ready"), Age, Containers, Images];

    public static readonly PrinterColumn[] DaemonSet =
    [
        new("Desired", "integer", "desired"), new("Current", "integer", "current"), new("Ready", "integer", "ready"), new("Up-to-date", "integer", "upToDate"),
        new("Available", "integer", "available"), new("Node Selector", "string", "nodeSelector"), Age, Containers, Images, Selector,
    ];

    public static readonly PrinterColumn[] Job =
    [
        new("Status", "string", "status"), new("Completions", "string", "completions"), new("Duration", "string", "duration"), Age, Containers, Images, Selector,
    ];

    public static readonly PrinterColumn[] Ingress =
        [new("Class", "string", "class"), new("Hosts", "string", "hosts"), new("Address", "string", "address"), new("Ports", "string", "ports"), Age];

    public static readonly PrinterColumn[] IngressClass = [new("Controller", "string", "controller"), new("Parameters", "string", "parameters"), Age];

    public static readonly PrinterColumn[] Claim =
    [
        new("Status", "string", "status"), new("Volume", "string", "volume"), new("Capacity", "string", "capacity"), new("Access Modes", "string", "accessModes"),
        new("StorageClass", "string", "storageClass"), new("VolumeAttributesClass", "string", "volumeAttributesClass"), Age, VolumeMode,
    ];

    public static readonly PrinterColumn[] Volume =
    [
        new("Capacity", "string", "capacity"), new("Access Modes", "string", "accessModes"), new("Reclaim Policy", "string", "reclaimPolicy"), new("Status", "string", "status"),
        new("Claim", "string", "claim"), new("StorageClass", "string", "storageClass"), new("VolumeAttributesClass", "string", "volumeAttributesClass"),
        new("Reason", "string", "reason"), Age, VolumeMode,
    ];

    public static readonly PrinterColumn[] StorageClass =
    [
        new("Provisioner", "string", "provisioner"), new("ReclaimPolicy", "string", "reclaimPolicy"), new("VolumeBindingMode", "string", "volumeBindingMode"),
        new("AllowVolumeExpansion", "string", "allowVolumeExpansion"), Age,
    ];

    public static readonly PrinterColumn[] PodTemplate = [Containers with { Priority = 0 }, Images with { Priority = 0 }, new("Pod Labels", "string", "labels")];

    public static readonly PrinterColumn[] Revision = [new("Controller", "string", "controller"), new("Revision", "integer", "revision"), Age];

    public static readonly PrinterColumn[] CronJob =
    [
        new("Schedule", "string", "schedule"), new("Timezone", "string", "timeZone"), new("Suspend", "boolean", "suspend"), new("Active", "integer", "active"),
        new("Last Schedule", "string", "lastSchedule"), Age, Containers, Images, Selector,
    ];

    public static readonly PrinterColumn[] Scaler =
    [
        new("Reference", "string", "reference"), new("Targets", "string", "targets"), new("MinPods", "string", "minPods"), new("MaxPods", "string", "maxPods"),
        new("Replicas", "string", "replicas"), Age,
    ];

    public static readonly PrinterColumn[] Budget =
        [new("Min Available", "string", "minAvailable"), new("Max Unavailable", "string", "maxUnavailable"), new("Allowed Disruptions", "integer", "allowed"), Age];

    public static readonly PrinterColumn[] Address = [new("ParentRef", "string", "parent"), Age];

    public static readonly PrinterColumn[] NetworkPolicy = [new("Pod-Selector", "string", "selector"), Age];

    public static readonly PrinterColumn[] ServiceRange = [new("CIDRs", "string", "cidrs"), Age];

    public static readonly PrinterColumn[] Driver =
    [
        new("AttachRequired", "boolean", "attachRequired"), new("PodInfoOnMount", "boolean", "podInfoOnMount"), new("StorageCapacity", "boolean", "storageCapacity"),
        new("TokenRequests", "string", "tokenRequests"), new("RequiresRepublish", "boolean", "requiresRepublish"), new("Modes", "string", "modes"), Age,
    ];

    public static readonly PrinterColumn[] DriverNode = [new("Drivers", "integer", "drivers"), Age];

    public static readonly PrinterColumn[] StorageCapacity = [new("StorageClassName", "string", "storageClass"), new("Capacity", "string", "capacity")];

    public static readonly PrinterColumn[] Attachment =
        [new("Attacher", "string", "attacher"), new("PV", "string", "volume"), new("Node", "string", "node"), new("Attached", "boolean", "attached"), Age];

    public static readonly PrinterColumn[] PriorityClass =
        [new("Value", "integer", "value"), new("Global-Default", "boolean", "globalDefault"), Age, new("PreemptionPolicy", "string", "preemptionPolicy")];

    public static readonly PrinterColumn[] RuntimeClass = [new("Handler", "string", "handler"), Age];

    public static readonly PrinterColumn[] SigningRequest =
    [
        Age, new("SignerName", "string", "signer"), new("Requestor", "string", "requestor"), new("RequestedDuration", "string", "duration"), new("Condition", "string", "condition"),
    ];

    public static readonly PrinterColumn[] FlowSchema =
    [
        new("PriorityLevel", "string", "level"), new("MatchingPrecedence", "integer", "precedence"), new("DistinguisherMethod", "string", "distinguisher"), Age,
        new("MissingPL", "string", "missing"),
    ];

    public static readonly PrinterColumn[] PriorityLevel =
    [
        new("Type", "string", "type"), new("NominalConcurrencyShares", "integer", "shares"), new("Queues", "integer", "queues"), new("HandSize", "integer", "handSize"),
        new("QueueLengthLimit", "integer", "queueLength"), Age,
    ];

    public static readonly PrinterColumn[] Webhooks = [new("Webhooks", "integer", "webhooks"), Age];

    public static readonly PrinterColumn[] Policy = [new("Validations", "integer", "validations"), new("ParamKind", "string", "paramKind"), Age];

    public static readonly PrinterColumn[] PolicyBinding = [new("PolicyName", "string", "policy"), new("ParamRef", "string", "paramRef"), Age];

    public static readonly PrinterColumn[] ApiService = [new("Service", "string", "service"), new("Available", "string", "available"), Age];
}
