using System.Net;
using Kuscia.ApiServer.Callers;
using Kuscia.Gateway;
using Kuscia.Storage.Log;

namespace Kuscia.Node.Configuration;

/// <summary>A validated kuscia.yaml with defaults filled in.</summary>
internal sealed record NodeConfig
{
    public required NodeMode Mode { get; init; }
    public required string DomainId { get; init; }

    /// <summary>Base64 of the PEM domain key; a secret.</summary>
    public required string DomainKeyData { get; init; }

    /// <summary>DEBUG, INFO or WARN.</summary>
    public required string LogLevel { get; init; }

    /// <summary>NOTLS, TLS, MTLS or null (mode default).</summary>
    public string? Protocol { get; init; }

    /// <summary>The folder under which everything of the node lives.</summary>
    public required string RootDirectory { get; init; }

    /// <summary>The address that this node and its tasks are reached by.</summary>
    public required IPAddress HostAddress { get; init; }

    /// <summary>
    /// Where the gateway's internal listener binds; default loopback, because whoever reaches it speaks as this domain. Set it to a bridge or
    /// pod network address to let containers call partners.
    /// </summary>
    public IPAddress InternalListenAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Where the metrics page binds; default loopback, because its figures name partners.</summary>
    public IPAddress MetricsListenAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Node and gateway name; the host name unless set.</summary>
    public required string NodeName { get; init; }
    public required PortConfig Ports { get; init; }

    /// <summary>runc, runp or runk.</summary>
    public string Runtime { get; init; } = "runp";
    public bool EnableWorkloadApprove { get; init; }

    /// <summary>The database server that keeps the store; null for the SQLite file.</summary>
    public DatastoreEndpoint? DatastoreEndpoint { get; init; }
    /// <summary>The master of a lite; null in the other modes.</summary>
    public MasterOptions? Master { get; init; }
    public IReadOnlyList<string> KusciaApiSans { get; init; } = [];

    /// <summary>Hours after which finished jobs are deleted; default 720.</summary>
    public int JobRetentionHours { get; init; } = 720;

    /// <summary>What one partner may take of the API server.</summary>
    public ShareOptions PartnerLimits { get; init; } = new();
    public CapacityConfig Capacity { get; init; } = new();
    public int LogMaxFiles { get; init; } = 5;
    public int LogMaxFileSizeMB { get; init; } = 512;
    public int LogMaxAgeDays { get; init; } = 30;

    /// <summary>Keys of the file that no part of the node reads.</summary>
    public IReadOnlyList<UnknownKey> UnknownKeys { get; init; } = [];

    public string CertsDirectory => Path.Combine(RootDirectory, "var", "certs");

    public string LogDirectory => Path.Combine(RootDirectory, "var", "logs");
}

/// <summary>Every port of a node. Defaults are the documented ones.</summary>
internal sealed record PortConfig
{
    public int External { get; init; } = 1080;
    public int Internal { get; init; } = 80;
    public int ApiServer { get; init; } = 6443;
    public int Controllers { get; init; } = 8090;
    public int KusciaApi { get; init; } = 8082;
    public int KusciaApiInternal { get; init; } = 8092;

    /// <summary>Null for none: the port after that of HTTP, unless given, makes way for every other one.</summary>
    public int? KusciaApiGrpc { get; init; } = 8083;
    public bool KusciaApiGrpcIsGiven { get; init; }
    public int DataMesh { get; init; } = 8070;
    public int? DataMeshGrpc { get; init; } = 8071;
    public bool DataMeshGrpcIsGiven { get; init; }
    public int Metrics { get; init; } = 9091;

    /// <summary>The port of the metrics page was given: when it is taken the node does not start.</summary>
    public bool MetricsIsGiven { get; init; }

    /// <summary>First port given to tasks; default 20000.</summary>
    public int TaskFirst { get; init; } = 20000;

    /// <summary>Last port given to tasks; default 32766.</summary>
    public int TaskLast { get; init; } = 32766;
}

/// <summary>Resources of the node; null is detected. Texts are Kubernetes quantities.</summary>
internal sealed record CapacityConfig
{
    public string? Cpu { get; init; }
    public string? Memory { get; init; }
    public string? Pods { get; init; }
    public string? Bandwidth { get; init; }
    public string? Storage { get; init; }
    public string? ReservedCpu { get; init; }
    public string? ReservedMemory { get; init; }
    public string? ReservedBandwidth { get; init; }
}
