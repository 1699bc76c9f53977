using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Kuscia.ApiServer.Access;
using Kuscia.ApiServer.Admission;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Certificates;
using Kuscia.ApiServer.Definitions;
using Kuscia.ApiServer.Formats;
using Kuscia.ApiServer.Objects;
using Kuscia.ApiServer.Resources;
using Kuscia.ApiServer.Subresources;
using Kuscia.Hosting.Listeners;
using Kuscia.Hosting.Logs;
using Kuscia.Hosting.Modules;
using Kuscia.Identity;
using Kuscia.Model.Descriptors;
using Kuscia.Storage;
using Kuscia.Storage.Log;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.ApiServer.Server;

/// <summary>The module <c>apiserver</c>: store, Kubernetes-compatible HTTPS API and the in-process client.</summary>
public sealed class ApiServerModule : IModule
{
    private readonly ApiServerOptions _options;
    private readonly KindCatalog _catalog;
    private readonly ApiServerParts _parts;
    private readonly IPodLogSource? _logs;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly Stack<object> _owned = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LocalResourceClient? _client;
    private RevisionLog? _log;
    private ServerCertificates? _certificates;
    private WebListener? _listener;

    /// <summary>A server of the given kinds.</summary>
    public ApiServerModule(ApiServerOptions options, KindCatalog catalog, IPodLogSource? logs, TimeProvider time, ILoggerFactory loggers)
        : this(options, catalog, ApiServerParts.For(catalog, time), logs, time, loggers)
    {
    }

    internal ApiServerModule(ApiServerOptions options, KindCatalog catalog, ApiServerParts parts, IPodLogSource? logs, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _catalog = catalog;
        _parts = parts;
        _logs = logs;
        _time = time;
        _loggers = loggers;
    }

    /// <inheritdoc/>
    public string Name => "apiserver";

    /// <inheritdoc/>
    public string? Address => _listener is null ? null : $"https://{_options.Address}:{_listener.Port}";

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <summary>The real port; 0 before the start.</summary>
    public int Port => _listener?.Port ?? 0;

    /// <summary>Why the store takes no writes now; null while it does.</summary>
    public string? StoreFault => _log?.Fault?.Message;

    /// <summary>Tells in <c>/readyz?verbose</c> which instance leads; set before or after the start.</summary>
    public Func<string>? Leader { get; set; }

    /// <summary>Path of the administrator's kubeconfig.</summary>
    public string KubeconfigPath => _options.KubeconfigPath;

    /// <summary>The API for modules of this process, as a member of system:masters; available once <see cref="StartAsync"/> has returned.</summary>
    public LocalResourceClient Client => _client ?? throw new InvalidOperationException("the API server is not started");

    /// <summary>Certificate (without key) of the authority that the server's certificate can be verified with; available once <see cref="StartAsync"/> has returned.</summary>
    public X509Certificate2 ServerCaCertificate => _certificates?.ServerAuthority.Certificate ?? throw new InvalidOperationException("the API server is not started");

    internal ResourceVerbs Verbs { get; private set; } = null!; // not null once started; tests only

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is StoreException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ModuleStartException($"the API server cannot start on {_options.Address}:{_options.Port}: {fault.Message}", fault);
        }

        await ProbeAsync(cancellationToken);
    }

    /// <summary>Empties namespaces that are being deleted, until cancelled; where <see cref="ApiServerOptions.CollectsNamespaces"/> leaves it to the caller.</summary>
    public Task CollectNamespacesAsync(CancellationToken cancellationToken) => Collector().RunAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out object? part))
        {
            switch (part)
            {
                case IAsyncDisposable asynchronous:
                    await asynchronous.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        // Making keys takes a while at the first start; the store can open meanwhile.
        Task keys = Task.Run(() => ServiceAccountTokens.MakeKeyIfMissing(_options.TlsDirectory), cancellationToken);
        RevisionLogOptions logOptions = new() { Path = _options.DatabasePath, Endpoint = _options.Datastore, Durable = _options.Durable };
        RevisionLog log = Own(await Store.OpenAsync(logOptions, _time, _loggers, cancellationToken));
        _log = log;
        ServerCertificates.MakeAuthorities(_options.TlsDirectory, _time);
        await keys;
        if (_options.DomainKey is { } domainKey)
        {
            await new SharedKeys(log, _options.TlsDirectory, domainKey, _loggers.CreateLogger<SharedKeys>()).AdoptAsync(cancellationToken);
        }

        ServiceAccountTokens tokens = Own(ServiceAccountTokens.Open(_options.TlsDirectory, _time));
        _certificates = Own(ServerCertificates.Open(_options.TlsDirectory, _options.Hosts, _time));
        ResourceStore store = new(log, new Holdings(log, _catalog, _time), ApiServerOptions.MaxObjectBytes);
        RbacAuthorizer rbac = Own(new RbacAuthorizer(store, _catalog));
        Verbs = Own(new ResourceVerbs(store, _catalog, [.. Accounts(), .. _parts.Admission, new EscalationCheck(rbac), new DomainAccountCheck(rbac)], _time));
        SubresourceVerbs subresources = new(new PodBinding(Verbs.Update, _time), new PodEviction(Verbs, _time), new TokenRequests(store, _catalog, tokens, _time));
        _client = new LocalResourceClient(Verbs, subresources);
        await new FirstStart(Verbs).RunAsync(cancellationToken);
        DefinitionFollower definitions = Own(new DefinitionFollower(store, _catalog));
        await definitions.FollowAsync(cancellationToken);
        Own(new DefinitionCollector(Verbs, definitions, _time, _loggers.CreateLogger<DefinitionCollector>())).Start();
        if (_parts.CollectsNamespaces && _options.CollectsNamespaces)
        {
            Own(Collector()).Start();
        }

        RequestDelegate handler = Handler(store, definitions, subresources, tokens, rbac, _certificates);
        _listener = Own(await WebListener.StartAsync(ApiSocket.Of(_options, _certificates), handler, _loggers, cancellationToken));
        Kubeconfig.Write(_options.KubeconfigPath, ApiServerOptions.KubeconfigHost, _listener.Port, _certificates);
    }

    private IEnumerable<IAdmission> Accounts() => _options.AssignsAccounts ? [new ServiceAccountAdmission()] : [];

    private NamespaceCollector Collector() => new(Verbs, _time, _loggers.CreateLogger<NamespaceCollector>());

    private RequestDelegate Handler(
        ResourceStore store, DefinitionFollower definitions, SubresourceVerbs subresources, ServiceAccountTokens tokens, RbacAuthorizer rbac, ServerCertificates certificates)
    {
        AnswerWriter answers = new(_parts.Tables);
        BodyReader bodies = new(_parts.Decoders, _options.MaxBodyBytes);
        RequestGate gate = new(ApiServerOptions.MaxInFlight, ApiServerOptions.MaxLongRunning);
        Authenticator authenticator = new(certificates, tokens, store, _catalog, _time);
        RequestAuthorizer authorizer = new(rbac);
        CallerShares shares = new(_options.Share, _time, _loggers.CreateLogger<CallerShare>());
        LongRequests longRequests = Own(new LongRequests(store, _catalog, definitions, authenticator, authorizer, _time, _loggers.CreateLogger<LongRequests>()));
        longRequests.Start();
        ResourceEndpoint resources = new(
            Verbs, authorizer, subresources, new PodLogEndpoint(store, _logs, _time), new ScaleEndpoint(Verbs, answers, bodies), answers, bodies, new WatchEndpoint(Verbs, answers));
        ApiRequestHandler handler = new(
            authenticator,
            authorizer,
            gate,
            shares,
            longRequests,
            definitions,
            resources,
            new ReviewEndpoint(new AccessReviews(rbac), authenticator, answers, bodies),
            new ServerDocuments([.. _parts.Documents, new IssuerDocuments(tokens)], store, gate, answers, () => Leader?.Invoke()),
            _catalog,
            _options,
            _time,
            _loggers.CreateLogger<ApiRequestHandler>());
        return handler.HandleAsync;
    }

    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using X509Certificate2 authority = ServerCaCertificate;
        using SocketsHttpHandler socket = new() { UseProxy = false };
        socket.SslOptions = ChainTrust.Client(authority, "localhost");
        using HttpMessageInvoker http = new(socket);
        Uri uri = new(_listener!.LocalAddress, "/readyz"); // it listens
        using HttpRequestMessage request = new(HttpMethod.Get, uri);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/plain"));
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(request, cancellationToken);
            string text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (text != "ok")
            {
                throw new ModuleStartException($"the API server answered {(int)answer.StatusCode} {text} on {uri}; the store {_options.Datastore?.ToString() ?? _options.DatabasePath} does not answer");
            }
        }
        catch (HttpRequestException fault)
        {
            throw new ModuleStartException($"the API server does not answer on {uri}: {fault.Message}", fault);
        }
    }

    private T Own<T>(T part)
        where T : class
    {
        _owned.Push(part);
        return part;
    }
}
