using System.Net;
using Kuscia.Hosting.Listeners;

namespace Kuscia.Api;

/// <summary>How KusciaAPI is served.</summary>
public sealed record KusciaApiOptions
{
    /// <summary>The own domain.</summary>
    public required string DomainId { get; init; }

    /// <summary>Address to listen on; default all.</summary>
    public IPAddress Address { get; init; } = IPAddress.Any;

    /// <summary>HTTP port; default 8082, 0 picks a free one.</summary>
    public int Port { get; init; } = 8082;

    /// <summary>
    /// Port of the plain listener on loopback behind the gateway, whose callers are told by the header <c>Kuscia-Source</c>; default 8092, 0 picks a free one,
    /// null serves none.
    /// </summary>
    public int? InternalPort { get; init; } = 8092;

    /// <summary>Port of gRPC; default 8083, 0 picks a free one, null serves none.</summary>
    public int? GrpcPort { get; init; } = 8083;

    /// <summary>Nobody asked for that port: when it cannot be had, gRPC is not served, and a warning says so.</summary>
    public bool GrpcMakesWay { get; init; }

    /// <summary>Transport: NOTLS, TLS or MTLS (default).</summary>
    public string Protocol { get; init; } = "MTLS";

    /// <summary>Folder of the certificates and the token.</summary>
    public required string CertsDirectory { get; init; }

    /// <summary>Further names and addresses of the server certificate.</summary>
    public IReadOnlyList<string> ExtraNames { get; init; } = [];

    /// <summary>Version text of <c>/version</c>.</summary>
    public string Version { get; init; } = "0.1.0";

    /// <summary>Largest request body in bytes; default 4 MiB.</summary>
    public long MaxRequestBytes { get; init; } = 4L << 20;

    /// <summary>Why the node does not work although it serves, for <c>/healthZ</c>; null while it works.</summary>
    public Func<string?> Fault { get; init; } = static () => null;

    /// <summary>True on a master, which has no data, tasks and logs of its own and where any domain may initiate jobs.</summary>
    public bool ControlPlaneOnly { get; init; }

    /// <summary>
    /// On a lite: the internal listener of its gateway, behind which the master's API is <c>kusciaapi.master.svc</c>; what is about the whole control plane is done
    /// there. Null on a node with a control plane.
    /// </summary>
    public HttpMessageInvoker? Gateway { get; init; }

    /// <summary>File of the request log; null writes none.</summary>
    public string? LogPath { get; init; }

    /// <summary>Files of the request log kept; default 5.</summary>
    public int LogMaxFiles { get; init; } = 5;

    /// <summary>Size in bytes after which the request log begins a new file; default 512 MiB.</summary>
    public long LogMaxFileBytes { get; init; } = 512L << 20;

    /// <summary>Silence on a job watch after which a heartbeat is sent; default 10 s.</summary>
    public TimeSpan WatchHeartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the caller of a stream may take nothing of it before its connection is ended; default 60 s.</summary>
    public TimeSpan MaxStall { get; init; } = ResponseBody.MaxStall;
}
