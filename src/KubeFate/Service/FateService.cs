using System.Net;
using KubeFate.Accounts;
using KubeFate.Charts;
using KubeFate.Clusters;
using KubeFate.Jobs;
using KubeFate.Settings;
using KubeFate.Storage;
using Kuscia.Runtime.Listeners;
using Kuscia.Runtime.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KubeFate.Service;

/// <summary>The whole service: database, accounts, jobs and the listener.</summary>
internal sealed partial class FateService : IAsyncDisposable
{
    private const int Attempts = 10;

    private readonly WebApplication application;
    private readonly JobRunner runner;
    private readonly KubeAccess access;
    private readonly AccountService accounts;

    private FateService(WebApplication application, JobRunner runner, KubeAccess access, AccountService accounts, int port)
    {
        this.application = application;
        this.runner = runner;
        this.access = access;
        this.accounts = accounts;
        Port = port;
    }

    /// <summary>The port it listens on.</summary>
    public int Port { get; }

    /// <summary>Starts it; ready when this returns.</summary>
    /// <exception cref="SettingsException">The settings do not allow it.</exception>
    /// <exception cref="DatabaseException">The database cannot be had.</exception>
    public static async Task<FateService> StartAsync(
        ServiceSettings settings, Func<string, string?> environment, TimeProvider clock, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ILogger logger = loggers.CreateLogger("kubefate");
        var database = Database.Create(settings);
        await PrepareAsync(database, clock, logger, cancellationToken);
        var accounts = new AccountService(new UserTable(database, clock), new Tokens(await SigningKey.LoadAsync(database, cancellationToken), clock));
        if (await accounts.PrepareAsync(settings, cancellationToken) is { } warning)
        {
            Log.Warning(logger, warning);
        }

        var access = new KubeAccess(settings, environment);
        var charts = new ChartCatalog(new ChartTable(database, clock), settings);
        var tools = new JobTools(new JobTable(database, clock), new ClusterTable(database, clock), charts, new HelmReleases(access, clock), access, settings, clock);
        var runner = new JobRunner(tools, logger);
        Route[] routes =
        [
            .. new UserEndpoint(accounts).Routes(), .. new ClusterEndpoint(tools, runner).Routes(), .. new JobEndpoint(tools.Jobs).Routes(),
            .. new ChartEndpoint(charts).Routes(), .. new LogEndpoint(tools).Routes(), .. new GeneralEndpoint(tools, runner).Routes(),
        ];
        WebApplication application = Build(settings, loggers, new Router(routes, accounts, logger));
        await application.StartAsync(cancellationToken);
        runner.Start();
        string bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://0.0.0.0:0";
        var service = new FateService(application, runner, access, accounts, new Uri(bound.Replace("[::]", "127.0.0.1", StringComparison.Ordinal)).Port);
        Log.Listening(logger, settings.Address, service.Port);
        return service;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await runner.DisposeAsync();
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await application.StopAsync(soon.Token);
        await application.DisposeAsync();
        access.Dispose();
        accounts.Dispose();
    }

    private static WebApplication Build(ServiceSettings settings, ILoggerFactory loggers, Router router)
    {
        WebApplicationBuilder builder = NodeWebHost.CreateBuilder(loggers, new ListenerLimits("KubeFATE service", 4));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ChartEndpoint.MaxUpload + 65536;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Listen(IPAddress.Parse(settings.Address), settings.Port);
        });
        WebApplication application = builder.Build();
        application.UseWebSockets();
        application.Run(router.HandleAsync);
        return application;
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
        [LoggerMessage(10, LogLevel.Information, "listening on {Address}:{Port}")]
        public static partial void Listening(ILogger logger, string address, int port);

        [LoggerMessage(11, LogLevel.Warning, "{Text}")]
        public static partial void Warning(ILogger logger, string text);

        [LoggerMessage(12, LogLevel.Warning, "the database does not answer: {Fault} (attempt {Attempt} of {Attempts})")]
        public static partial void NoDatabase(ILogger logger, string fault, int attempt, int attempts);
    }
}
