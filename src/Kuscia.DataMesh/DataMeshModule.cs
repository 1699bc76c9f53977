using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Kuscia.Client.Resources;
using Kuscia.DataMesh.Http;
using Kuscia.DataMesh.Metadata;
using Kuscia.Hosting.Listeners;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Kuscia.Operations.Data;
using Kuscia.Operations.Envelopes;
using Kuscia.Operations.Http;
using Kuscia.Operations.Rpc;
using Microsoft.Extensions.Logging;

namespace Kuscia.DataMesh;

/// <summary>Serves tasks of the own domain: what data there is, where it is, and registration of results.</summary>
public sealed class DataMeshModule : IModule
{
    private readonly DataMeshOptions _options;
    private readonly DomainIdentity _identity;
    private readonly ILoggerFactory _loggers;
    private readonly ListenerTls? _tls;
    private readonly OperationEndpoint _endpoint;
    private readonly ServerServiceDefinition _methods;
    private readonly RequestLog _log;
    private readonly DefaultDataSource _defaultSource;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebListener? _listener;
    private WebListener? _grpc;
    private bool _disposed;
    private Task _ensuring = Task.CompletedTask;

    /// <summary>A module with its settings; nothing is started.</summary>
    public DataMeshModule(DataMeshOptions options, IResourceClient client, DomainIdentity identity, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _identity = identity;
        _loggers = loggers;
        _tls = MeshTls.Of(options, identity, time);
        DataSourceSecrets secrets = new(identity, new DomainConfig(client, options.DomainId));
        _defaultSource = new DefaultDataSource(client, secrets, options, time, loggers.CreateLogger<DefaultDataSource>());
        _log = new RequestLog(new RequestLogOptions
        {
            Path = Path.Combine(options.RootDirectory, "var", "logs", "datamesh.log"),
            MaxFiles = options.LogMaxFiles,
            MaxFileBytes = options.LogMaxFileBytes,
        }, loggers.CreateLogger<RequestLog>());
        EndpointContract contract = new()
        {
            ServiceName = "DataMesh",
            DomainId = options.DomainId,
            Version = options.Version,
            Invalid = ErrorCodes.RequestInvalid,
            Unexpected = ErrorCodes.Unexpected,
            FlatFaults = true,
            MaxRequestBytes = options.MaxRequestBytes,
        };
        List<Operation> operations = [.. new MetadataOperations(client, identity, secrets, options).All()];
        ILogger logger = loggers.CreateLogger<DataMeshModule>();
        _endpoint = new OperationEndpoint(operations, contract, c => MeshCaller.Of(c, options.DomainId), _log, time, logger);
        _methods = GrpcOperations.Bind(operations, contract, c => MeshCaller.Of(c, options.DomainId), _log, time, logger);
    }

    /// <inheritdoc/>
    public string Name => "datamesh";

    /// <inheritdoc/>
    public string? Address => _listener is null ? null : $"{(_options.DisableTls ? "http" : "https")}://{_options.ListenAddress}:{Port}";

    /// <summary>The real port once started.</summary>
    public int Port => _listener?.Port ?? _options.HttpPort;

    /// <summary>The real gRPC port; null when none is served or before the start.</summary>
    public int? GrpcPort => _grpc?.Port;

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        WebListenerOptions socket = Socket("DataMesh", 16, _options.HttpPort) with { MaxBodyBytes = _options.MaxRequestBytes };
        _listener = await StartAsync(socket, s => WebListener.StartAsync(s, _endpoint.HandleAsync, _loggers, cancellationToken));
        if (_options.GrpcPort is { } port)
        {
            WebListenerOptions rpc = Socket("DataMesh over gRPC", GrpcListener.ConnectionDivisor, port);
            _grpc = await StartAsync(rpc, s => GrpcListener.StartAsync(s, _methods, _options.MaxRequestBytes, _options.GrpcMakesWay, _loggers, cancellationToken));
        }

        await ReadinessProbe.CheckAsync(_options, _identity, Port, cancellationToken);
        _ensuring = Task.Run(() => _defaultSource.EnsureAsync(_stop.Token), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stop.CancelAsync();
        await _ensuring;
        await (_grpc?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_listener?.DisposeAsync() ?? ValueTask.CompletedTask);

        _tls?.Serving.Certificate.Dispose();
        await _log.DisposeAsync();
        _stop.Dispose();
    }

    private WebListenerOptions Socket(string name, int divisor, int port) =>
        new(new IPEndPoint(IPAddress.Parse(_options.ListenAddress), port), new ListenerLimits(name, divisor)) { Tls = _tls };

    private static async Task<T> StartAsync<T>(WebListenerOptions socket, Func<WebListenerOptions, Task<T>> start)
    {
        try
        {
            return await start(socket);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new ModuleStartException($"{socket.Limits.Name} cannot listen on {socket.Bind}: {e.Message}; free the port or set another one", e);
        }
    }
}
