using System.Security.Cryptography;
using Kuscia.ApiServer.Callers;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Server;

/// <summary>Settings of the API server.</summary>
public sealed record ApiServerOptions
{
    /// <summary>IP address to listen on; default all.</summary>
    public string Address { get; init; } = "0.0.0.0";

    /// <summary>Port to listen on; default 6443, 0 takes a free one.</summary>
    public int Port { get; init; } = 6443;

    /// <summary>SQLite file of the store, for example <c>ROOT/var/k3s/server/db/state.db</c>.</summary>
    public required string DatabasePath { get; init; }

    /// <summary>The database server that keeps the store in place of the file; null (default) for the file.</summary>
    public DatastoreEndpoint? Datastore { get; init; }

    /// <summary>Folder of the server's own certificate authorities and keys, for example <c>ROOT/var/k3s/server/tls</c>.</summary>
    public required string TlsDirectory { get; init; }

    /// <summary>The key of the domain, under which the API's own keys lie in the store for all instances; null (default) keeps them in the folder alone.</summary>
    public RSA? DomainKey { get; init; }

    /// <summary>File that gets the administrator's kubeconfig, for example <c>ROOT/etc/kubeconfig</c>.</summary>
    public required string KubeconfigPath { get; init; }

    /// <summary>Further DNS names and IP addresses that the server certificate carries.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Host in the kubeconfig; default 127.0.0.1.</summary>
    public const string KubeconfigHost = "127.0.0.1";

    /// <summary>False trades the last writes at a power failure for speed; default true.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Longest time for a request that is not a watch or a followed log; default 60 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Requests worked on at once, watches not counted; more are answered with 429. Default 400.</summary>
    public const int MaxInFlight = 400;

    /// <summary>Watches and followed logs at once; default 2000.</summary>
    public const int MaxLongRunning = 2000;

    /// <summary>Largest request body in bytes; default 6 MiB: a job of 4 MiB, what the server adds, and a patch or line breaks around it.</summary>
    public long MaxBodyBytes { get; init; } = 6 * 1024 * 1024;

    /// <summary>Largest object that is stored, in bytes; default 5 MiB: a job of 4 MiB with its status and owners of fields.</summary>
    public const long MaxObjectBytes = 5 * 1024 * 1024;

    /// <summary>Gives pods that name no account the account <c>default</c>, which something else must make in every namespace; default false.</summary>
    public bool AssignsAccounts { get; init; }

    /// <summary>True (default) empties namespaces that are being deleted here; false leaves that to who calls <see cref="ApiServerModule.CollectNamespacesAsync"/>, on one instance.</summary>
    public bool CollectsNamespaces { get; init; } = true;

    /// <summary>What one caller may take who is not a member of system:masters.</summary>
    public ShareOptions Share { get; init; } = new();
}
