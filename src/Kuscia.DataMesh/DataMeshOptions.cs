namespace Kuscia.DataMesh;

/// <summary>Settings of DataMesh.</summary>
public sealed record DataMeshOptions
{
    /// <summary>The own domain; all objects live in its namespace.</summary>
    public required string DomainId { get; init; }

    /// <summary>Root directory of the node.</summary>
    public required string RootDirectory { get; init; }

    /// <summary>Address to listen on; default all.</summary>
    public string ListenAddress { get; init; } = "0.0.0.0";

    /// <summary>Address that tasks use, named in the server certificate.</summary>
    public string HostAddress { get; init; } = "127.0.0.1";

    /// <summary>Port; default 8070, 0 for a free one.</summary>
    public int HttpPort { get; init; } = 8070;

    /// <summary>Port of gRPC; default 8071, 0 picks a free one, null serves none.</summary>
    public int? GrpcPort { get; init; } = 8071;

    /// <summary>Nobody asked for that port: when it cannot be had, gRPC is not served, and a warning says so.</summary>
    public bool GrpcMakesWay { get; init; }

    /// <summary>True serves plain HTTP without client certificates.</summary>
    public bool DisableTls { get; init; }

    /// <summary>Largest request body in bytes; default 4 MiB.</summary>
    public long MaxRequestBytes { get; init; } = 4 << 20;

    /// <summary>Version text of <c>/version</c>.</summary>
    public string Version { get; init; } = "0.1.0";

    /// <summary>Files of the request log kept; default 5.</summary>
    public int LogMaxFiles { get; init; } = 5;

    /// <summary>Size in bytes after which the request log begins a new file; default 512 MiB.</summary>
    public long LogMaxFileBytes { get; init; } = 512L << 20;

    /// <summary>Time between two attempts to make the default data source; default 5 s.</summary>
    public TimeSpan DefaultSourceRetry { get; init; } = TimeSpan.FromSeconds(5);

    internal string DataDirectory => Path.Combine(RootDirectory, "var", "storage", "data");
}
