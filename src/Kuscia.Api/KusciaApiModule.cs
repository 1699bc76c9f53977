using System.Net;
using Grpc.Core;
using Kuscia.Api.Http;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Listeners;
using Kuscia.Hosting.Logs;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Kuscia.Operations.Envelopes;
using Kuscia.Operations.Http;
using Kuscia.Operations.Rpc;
using Microsoft.Extensions.Logging;

namespace Kuscia.Api;

/// <summary>
/// KusciaAPI: the ports for the owner of the node (HTTP 8082 and gRPC 8083, token and mutual TLS) and the one on loopback that the gateway puts before domains (8092,
/// caller in <c>Kuscia-Source</c>, a short list of operations).
/// </summary>
/// <param name="options">How it is served.</param>
/// <param name="client">The API of the node.</param>
/// <param name="identity">The domain key and the CA.</param>
/// <param name="logs">Logs of the pods of this node.</param>
/// <param name="time">Clock.</param>
/// <param name="loggers">Logs of the node.</param>
public sealed partial class KusciaApiModule(
    KusciaApiOptions options, IResourceClient client, DomainIdentity identity, IPodLogSource logs, TimeProvider time, ILoggerFactory loggers) : IModule
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebListener? _external;
    private WebListener? _grpc;
    private WebListener? _internal;
    private ListenerTls? _tls;
    private RequestLog? _log;

    /// <inheritdoc/>
    public string Name => "kusciaapi";

    /// <inheritdoc/>
    public string? Address => _external?.Address;

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <summary>The listener behind the gateway; null when none is served or before the start.</summary>
    public string? InternalAddress => _internal?.Address;

    /// <summary>The gRPC listener; null when none is served or before the start.</summary>
    public string? GrpcAddress => _grpc?.Address;

    private bool UsesTls => options.Protocol != "NOTLS";

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        string? token = UsesTls ? ApiCredentials.Token(options, identity) : null;
        if (token is null)
        {
            Log.Open(loggers.CreateLogger<KusciaApiModule>(), options.Port);
        }

        _log = options.LogPath is { } path ? OpenLog(path) : null;
        List<Operation> operations = [.. new ApiOperations(options, client, identity, logs, time).All()];
        TokenAccess access = new(token);
        OperationEndpoint external = new(operations, Contract(), access.Admit, _log, time, Logger());
        _tls = ApiTls.Of(options, identity, time);
        WebListenerOptions socket = new(new IPEndPoint(options.Address, options.Port), new ListenerLimits("KusciaAPI", 16)) { Tls = _tls };
        _external = await StartAsync(socket, s => WebListener.StartAsync(s, external.HandleAsync, loggers, cancellationToken), "ports.kusciaAPI");
        if (options.GrpcPort is { } grpcPort)
        {
            ServerServiceDefinition methods = GrpcOperations.Bind(operations, Contract(), access.Admit, _log, time, Logger());
            WebListenerOptions rpc = new(new IPEndPoint(options.Address, grpcPort), new ListenerLimits("KusciaAPI over gRPC", GrpcListener.ConnectionDivisor)) { Tls = _tls };
            _grpc = await StartAsync(rpc, s => GrpcListener.StartAsync(s, methods, options.MaxRequestBytes, options.GrpcMakesWay, loggers, cancellationToken), "ports.kusciaAPIGrpc");
        }

        if (options.InternalPort is { } port)
        {
            OperationEndpoint behindGateway = new(operations, Contract(), new DomainAccess(options).Admit, _log, time, Logger());
            WebListenerOptions inner = new(new IPEndPoint(IPAddress.Loopback, port), new ListenerLimits("KusciaAPI for domains", 16) { LocalNamesOnly = true });
            _internal = await StartAsync(inner, s => WebListener.StartAsync(s, behindGateway.HandleAsync, loggers, cancellationToken), "ports.kusciaAPIInternal");
        }

        await ApiProbe.CheckAsync(_external, _tls, token, identity, Path.Combine(options.CertsDirectory, "token"), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await (_internal?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_grpc?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_external?.DisposeAsync() ?? ValueTask.CompletedTask);
        _tls?.Serving.Certificate.Dispose();
        await (_log?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static async Task<T> StartAsync<T>(WebListenerOptions socket, Func<WebListenerOptions, Task<T>> start, string key)
    {
        try
        {
            return await start(socket);
        }
        catch (IOException e)
        {
            throw new ModuleStartException($"cannot listen on port {socket.Bind.Port} (key {key}): {e.Message}; free the port or set another one", e);
        }
    }

    private RequestLog OpenLog(string path) => new(new RequestLogOptions
    {
        Path = path,
        MaxFiles = options.LogMaxFiles,
        MaxFileBytes = options.LogMaxFileBytes,
        WithoutBodies = ["/api/v1/config", "/api/v1/certificate"],
    }, loggers.CreateLogger<RequestLog>());

    private EndpointContract Contract() => new()
    {
        ServiceName = "KusciaAPI",
        DomainId = options.DomainId,
        Version = options.Version,
        Invalid = ErrorCodes.RequestInvalid,
        Unexpected = ErrorCodes.Unexpected,
        MaxRequestBytes = options.MaxRequestBytes,
        MaxStall = options.MaxStall,
    };

    private ILogger Logger() => loggers.CreateLogger("Kuscia.Api");

    private static partial class Log
    {
        [LoggerMessage(8201, LogLevel.Warning, "KusciaAPI on port {Port} is open to everybody who reaches it: protocol is NOTLS, which has neither token nor certificates; set protocol to MTLS")]
        public static partial void Open(ILogger logger, int port);
    }
}
