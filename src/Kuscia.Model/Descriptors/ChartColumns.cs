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
}
