using System.Net;
using Kuscia.Hosting.Listeners;
using Kuscia.Hosting.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kuscia.Hosting.Telemetry;

/// <summary>The module <c>metrics</c>: figures of all rooms at <c>/metrics</c> in the text format of Prometheus, and to an OTLP receiver where one is configured.</summary>
public sealed partial class TelemetryModule(TelemetryOptions options, Func<string, string?> environment, ILoggerFactory loggers) : IModule
{
    private readonly ILogger _logger = loggers.CreateLogger<TelemetryModule>();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TelemetryCollection? _collection;
    private ServiceProvider? _services;
    private WebListener? _listener;

    /// <inheritdoc/>
    public string Name => "metrics";

    /// <inheritdoc/>
    public string? Address => _listener is null ? null : $"{_listener.Address}/metrics";

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _collection = TelemetryCollection.Start(options, environment);
        _services = new ServiceCollection().AddOptions().BuildServiceProvider();
        ApplicationBuilder page = new(_services);
        page.UseOpenTelemetryPrometheusScrapingEndpoint(_collection.Meters, null, "/metrics", null, null);
        ListenerLimits limits = ListenerLimits.Small("metrics listener") with { LocalNamesOnly = IPAddress.IsLoopback(options.Address) };
        try
        {
            _listener = await WebListener.StartAsync(new WebListenerOptions(new IPEndPoint(options.Address, options.Port), limits), page.Build(), loggers, cancellationToken);
        }
        catch (IOException fault) when (options.PortIsRequired)
        {
            throw new ModuleStartException($"the metrics page cannot listen on {options.Address}:{options.Port}: {fault.Message}", fault);
        }
        catch (IOException fault)
        {
            Log.WithoutPage(_logger, options.Address, options.Port, fault.Message);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
        }

        _collection?.Dispose();
        _services?.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1411, LogLevel.Warning, "The metrics page cannot listen on {Address}:{Port}: {Fault}. The node runs without it; set ports.metrics to a free port")]
        public static partial void WithoutPage(ILogger logger, IPAddress address, int port, string fault);
    }
}
