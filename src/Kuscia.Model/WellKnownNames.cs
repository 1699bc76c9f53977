namespace Kuscia.Model;

/// <summary>Fixed names that several rooms rely on.</summary>
public static class WellKnownNames
{
    /// <summary>The namespace of jobs, tasks and deployments that users submit or hosts mirror in.</summary>
    public const string CrossDomainNamespace = "cross-domain";

    /// <summary>The scheduler that places task pods.</summary>
    public const string Scheduler = "kuscia-scheduler";

    /// <summary>Taint key of agent nodes, tolerated by engine pods.</summary>
    public const string AgentTaint = "kuscia.secretflow/agent";

    /// <summary>Extended resource: Mbit/s.</summary>
    public const string BandwidthResource = "kuscia.io/bandwidth";

    /// <summary>The built-in local data source of every domain with an agent.</summary>
    public const string DefaultDataSource = "default-data-source";

    /// <summary>The AppImage of the engine that comes with every node, under the name that the guides' jobs ask for.</summary>
    public const string BuiltInAppImage = "secretflow-image";

    /// <summary>Ends the service names of the control plane that a lite or a partner uses.</summary>
    public const string MasterServiceSuffix = ".master.svc";

    /// <summary>Name of the port-scope that partners may reach.</summary>
    public const string ClusterScope = "Cluster";

    /// <summary>Name of the port-scope that only the own domain may reach.</summary>
    public const string DomainScope = "Domain";
}
