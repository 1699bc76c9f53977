using System.Text.Json.Nodes;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Descriptors;

/// <summary>Names, scope, status subresource and columns of the 18 kuscia kinds.</summary>
internal static class KusciaKinds
{
    private const string Created = ".metadata.creationTimestamp";

    private static readonly PrinterColumn[] RouteColumns =
    [
        new("Source", "string", ".spec.source"),
        new("Destination", "string", ".spec.destination"),
        new("Host", "string", ".spec.endpoint.host"),
        new("Authentication", "string", ".spec.authenticationType"),
    ];

    private static readonly PrinterColumn[] RunTimes =
    [
        new("StartTime", "date", ".status.startTime"),
        new("CompletionTime", "date", ".status.completionTime"),
        new("LastReconcileTime", "date", ".status.lastReconcileTime"),
    ];

    private static readonly PrinterColumn[] ReservationColumns =
    [
        new("Phase", "string", ".status.phase"),
        new("StartTime", "date", ".status.startTime"),
        new("CompletionTime", "date", ".status.completionTime"),
        new("LastTransitionTime", "date", ".status.lastTransitionTime"),
    ];

    private static readonly PrinterColumn Phase = new("Phase", "string", ".status.phase");
    private static readonly PrinterColumn Age = new("Age", "date", Created);

    public static IEnumerable<KindDescriptor> All(SchemaBuilder schemas) =>
    [
        Custom(schemas, Kinds.AppImage, "appimage", "aimg", false),
        Custom(schemas, Kinds.ClusterDomainRoute, "clusterdomainroute", "cdr", true,
            [.. RouteColumns, new("Ready", "string", """.status.conditions[?(@.type=="Ready")].status""")]),
        Custom(schemas, Kinds.Domain, "domain", null, true),
        Custom(schemas, Kinds.DomainAppImage, "domainappimage", "daimg", false) with { StoredOnly = "is stored, but jobs take their images from AppImage objects alone" },
        Custom(schemas, Kinds.DomainData, "domaindata", "kdd", true),
        Custom(schemas, Kinds.DomainDataGrant, "domaindatagrant", "ddg", true),
        Custom(schemas, Kinds.DomainDataSource, "domaindatasource", "dds", true),
        Custom(schemas, Kinds.DomainRoute, "domainroute", "dr", true, RouteColumns),
        Custom(schemas, Kinds.Gateway, "gateway", "gw", true,
        [
            new("CreationTime", "string", Created),
            new("UpTime", "string", ".status.uptime"),
            new("HeartbeatTime", "string", ".status.heartbeatTime"),
            new("Address", "string", ".status.address"),
            new("Version", "string", ".status.version"),
        ]),
        Custom(schemas, Kinds.InteropConfig, "interopconfig", "interop", false),
        Custom(schemas, Kinds.KusciaDeployment, "kusciadeployment", "kd", true,
        [
            new("TotalParties", "integer", ".status.totalParties"),
            new("AvailableParties", "integer", ".status.availableParties"),
            Phase,
            Age,
        ]),
        Custom(schemas, Kinds.KusciaDeploymentSummary, "kusciadeploymentsummary", "kds", false, [Age]),
        Custom(schemas, Kinds.KusciaJob, "kusciajob", "kj", true, [.. RunTimes, Phase]),
        Custom(schemas, Kinds.KusciaJobSummary, "kusciajobsummary", "kjs", false, RunTimes),
        Custom(schemas, Kinds.KusciaTask, "kusciatask", "kt", true, [.. RunTimes, Phase]),
        Custom(schemas, Kinds.KusciaTaskSummary, "kusciatasksummary", "kts", false,
            [new("JobID", "string", ".spec.jobID"), new("TaskAlias", "string", ".spec.alias"), Phase]),
        Custom(schemas, Kinds.TaskResource, "taskresource", "tr", false,
            [new("MinReservedPods", "integer", ".spec.minReservedPods"), .. ReservationColumns]),
        Custom(schemas, Kinds.TaskResourceGroup, "taskresourcegroup", "trg", true,
            [new("MinReservedMembers", "integer", ".spec.minReservedMembers"), .. ReservationColumns]),
    ];

    // Copies for partners lie in the partners' namespaces; they are made by the node itself.
    private static readonly HashSet<ResourceKind> CrossDomain = [Kinds.KusciaJob, Kinds.KusciaTask, Kinds.KusciaDeployment];

    private static readonly HashSet<ResourceKind> OfDomains =
    [
        Kinds.DomainAppImage, Kinds.DomainData, Kinds.DomainDataGrant, Kinds.DomainDataSource, Kinds.DomainRoute, Kinds.Gateway, Kinds.KusciaDeploymentSummary,
        Kinds.KusciaJobSummary, Kinds.KusciaTaskSummary, Kinds.TaskResource,
    ];

    private static KindDescriptor Custom<T>(
        SchemaBuilder schemas, ResourceKind<T> kind, string singular, string? shortName, bool hasStatus, PrinterColumn[]? columns = null)
        where T : Resource
    {
        bool metadataOnly = ReferenceEquals(kind, Kinds.KusciaDeploymentSummary);
        return BuiltInKinds.Describe(schemas, kind, singular, s => RequireTopLevel(s, metadataOnly), shortName is null ? [] : [shortName]) with
        {
            Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
            HasStatusSubresource = hasStatus,
            HomeNamespace = CrossDomain.Contains(kind) ? WellKnownNames.CrossDomainNamespace : null,
            IsOfDomain = OfDomains.Contains(kind),
            Columns = columns ?? [],
        };
    }

    /// <summary>Where the spec is required, so is the metadata.</summary>
    private static void RequireTopLevel(JsonObject schema, bool metadataOnly)
    {
        if (schema["required"] is JsonArray required)
        {
            required.Insert(0, "metadata");
        }
        else if (metadataOnly)
        {
            schema["required"] = new JsonArray("metadata");
        }
    }
}
