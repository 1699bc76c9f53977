using System.Net;
using KubeFate.Accounts;
using KubeFate.Charts;
using KubeFate.Clusters;
using KubeFate.Jobs;
using KubeFate.Settings;
using KubeFate.Storage;
using Kuscia.Hosting.Listeners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KubeFate.Service;

/// <summary>The whole service: database, accounts, jobs and the listener.</summary>
internal sealed partial class FateService : IAsyncDisposable
{
    private const int Attempts = 10;

    private readonly WebListener _listener;
    private readonly JobRunner _runner;
    private readonly KubeAccess _access;
    private readonly AccountService _accounts;

    private FateService(WebListener listener, JobRunner runner, KubeAccess access, AccountService accounts)
    {
        _listener = listener;
        _runner = runner;
        _access = access;
        _accounts = accounts;
    }

    /// <summary>The port it listens on.</summary>
    public int Port => _listener.Port;

    /// <summary>Starts it; ready when this returns.</summary>
    /// <exception cref="SettingsException">The settings do not allow it.</exception>
    /// <exception cref="DatabaseException">The database cannot be had.</exception>
    public static async Task<FateService> StartAsync(
        ServiceSettings settings, Func<string, string?> environment, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ILogger logger = loggers.CreateLogger("kubefate");
        Database database = Database.Create(settings);
        await PrepareAsync(database, clock, logger, cancellationToken);
        AccountService accounts = new(new UserTable(database, clock), new Tokens(await SigningKey.LoadAsync(database, cancellationToken), clock));
        if (await accounts.PrepareAsync(settings, cancellationToken) is { } warning)
        {
            Log.Warning(logger, warning);
        }

        KubeAccess access = new(settings, environment);
        ChartCatalog charts = new(new ChartTable(database, clock), settings);
        JobTools tools = new(new JobTable(database, clock), new ClusterTable(database, clock), charts, new HelmReleases(access, clock), access, settings, clock);
        await tools.Clusters.ClaimAsync(cancellationToken);
        JobRunner runner = new(tools, logger);
        Route[] routes =
        [
            .. new UserEndpoint(accounts).Routes(), .. new ClusterEndpoint(tools, runner).Routes(), .. new VerifyEndpoint(tools).Routes(), .. new JobEndpoint(tools.Jobs).Routes(),
            .. new ChartEndpoint(charts).Routes(), .. new LogEndpoint(tools).Routes(), .. new GeneralEndpoint(tools, runner).Routes(),
        ];
        WebListener listener = await ListenAsync(settings, loggers, new Router(routes, accounts, logger), cancellationToken);
        runner.Start();
        Log.Listening(logger, settings.Address, listener.Port);
        return new FateService(listener, runner, access, accounts);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _runner.DisposeAsync();
        await _listener.DisposeAsync();
        _access.Dispose();
        _accounts.Dispose();
    }

    private static Task<WebListener> ListenAsync(ServiceSettings settings, ILoggerFactory loggers, Router router, CancellationToken cancellationToken)
    {
        WebListenerOptions options = new(new IPEndPoint(IPAddress.Parse(settings.Address), settings.Port), new ListenerLimits("KubeFATE service", 4))
        {
            MaxBodyBytes = ChartEndpoint.MaxUpload + 65536,
            Drain = TimeSpan.FromSeconds(2),
        };
        WebSocketMiddleware sockets = new(router.HandleAsync, Options.Create(new WebSocketOptions()), loggers);
        return WebListener.StartAsync(options, sockets.Invoke, loggers, cancellationToken);
    }

    private static async Task PrepareAsync(Database database, TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await Schema.PrepareAsync(database, cancellationToken);
                return;
            }
            catch (DatabaseException e) when (attempt < Attempts)
            {
                Log.NoDatabase(logger, e.Message, attempt, Attempts);
                await Task.Delay(TimeSpan.FromSeconds(Math.Min(attempt, 5)), clock, cancellationToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(9010, LogLevel.Information, "listening on {Address}:{Port}")]
        public static partial void Listening(ILogger logger, string address, int port);

        [LoggerMessage(9011, LogLevel.Warning, "{Text}")]
        public static partial void Warning(ILogger logger, string text);

        [LoggerMessage(9012, LogLevel.Warning, "the database does not answer: {Fault} (attempt {Attempt} of {Attempts})")]
        public static partial void NoDatabase(ILogger logger, string fault, int attempt, int attempts);
    }
}
