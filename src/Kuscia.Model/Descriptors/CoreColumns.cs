namespace Kuscia.Model.Descriptors;

/// <summary>Columns of the Kubernetes kinds; the value of a cell is computed by the API server from the named cell.</summary>
internal static class CoreColumns
{
    private static readonly PrinterColumn Age = new("Age", "string", "age");

    public static readonly PrinterColumn[] CreatedAt = [new("Created At", "date", "created")];

    public static readonly PrinterColumn[] ConfigMap = [new("Data", "string", "data"), Age];

    public static readonly PrinterColumn[] Endpoints = [new("Endpoints", "string", "endpoints"), Age];

    public static readonly PrinterColumn[] EndpointSlice =
    [
        new("AddressType", "string", "addressType"), new("Ports", "string", "ports"), new("Endpoints", "string", "endpoints"), Age,
    ];

    /// <summary>Events put the name last.</summary>
    public static readonly PrinterColumn[] Event =
    [
        new("Last Seen", "string", "lastSeen"),
        new("Type", "string", "type"),
        new("Reason", "string", "reason"),
        new("Object", "string", "object"),
        new("Subobject", "string", "subobject", 1),
        new("Source", "string", "source", 1),
        new("Message", "string", "message"),
        new("First Seen", "string", "firstSeen", 1),
        new("Count", "string", "count", 1),
        new("Name", "string", "name", 1),
    ];

    public static readonly PrinterColumn[] Namespace = [new("Status", "string", "phase"), Age];

    public static readonly PrinterColumn[] Node =
    [
        new("Status", "string", "status"),
        new("Roles", "string", "roles"),
        Age,
        new("Version", "string", "version"),
        new("Internal-IP", "string", "internalIP", 1),
        new("External-IP", "string", "externalIP", 1),
        new("OS-Image", "string", "osImage", 1),
        new("Kernel-Version", "string", "kernelVersion", 1),
        new("Container-Runtime", "string", "containerRuntime", 1),
    ];

    public static readonly PrinterColumn[] Pod =
    [
        new("Ready", "string", "ready"),
        new("Status", "string", "status"),
        new("Restarts", "string", "restarts"),
        Age,
        new("IP", "string", "ip", 1),
        new("Node", "string", "node", 1),
        new("Nominated Node", "string", "nominatedNode", 1),
        new("Readiness Gates", "string", "readinessGates", 1),
    ];

    public static readonly PrinterColumn[] ResourceQuota = [Age, new("Request", "string", "request"), new("Limit", "string", "limit")];

    public static readonly PrinterColumn[] Secret = [new("Type", "string", "type"), new("Data", "string", "data"), Age];

    public static readonly PrinterColumn[] ServiceAccount = [new("Secrets", "string", "secrets"), Age];

    public static readonly PrinterColumn[] Service =
    [
        new("Type", "string", "type"),
        new("Cluster-IP", "string", "clusterIP"),
        new("External-IP", "string", "externalIP"),
        new("Port(s)", "string", "ports"),
        Age,
        new("Selector", "string", "selector", 1),
    ];

    public static readonly PrinterColumn[] Deployment =
    [
        new("Ready", "string", "ready"),
        new("Up-to-date", "string", "upToDate"),
        new("Available", "string", "available"),
        Age,
        new("Containers", "string", "containers", 1),
        new("Images", "string", "images", 1),
        new("Selector", "string", "selector", 1),
    ];

    public static readonly PrinterColumn[] ReplicaSet =
    [
        new("Desired", "integer", "desired"),
        new("Current", "integer", "current"),
        new("Ready", "integer", "ready"),
        Age,
        new("Containers", "string", "containers", 1),
        new("Images", "string", "images", 1),
        new("Selector", "string", "selector", 1),
    ];

    public static readonly PrinterColumn[] Lease = [new("Holder", "string", "holder"), Age];

    public static readonly PrinterColumn[] Binding =
    [
        new("Role", "string", "role"),
        Age,
        new("Users", "string", "users", 1),
        new("Groups", "string", "groups", 1),
        new("ServiceAccounts", "string", "serviceAccounts", 1),
    ];
}
