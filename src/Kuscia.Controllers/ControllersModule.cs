using System.Net;
using Kuscia.Runtime.Informers;
using Kuscia.Runtime.Listeners;
using Kuscia.Runtime.Modules;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers;

/// <summary>Runs a list of controllers over one set of caches and tells on loopback whether they live.</summary>
public sealed class ControllersModule : IModule
{
    private readonly ControllersOptions _options;
    private readonly IReadOnlyList<IController> _controllers;
    private readonly InformerSet _informers;
    private readonly ILoggerFactory _loggers;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<(IController Controller, Task Run)> _running = [];
    private WebListener? _health;

    /// <summary>A module that works once it is started.</summary>
    /// <param name="options">Options.</param>
    /// <param name="controllers">The controllers, made over <paramref name="informers"/>.</param>
    /// <param name="informers">The shared caches; not disposed here.</param>
    /// <param name="loggers">Where logs go.</param>
    public ControllersModule(ControllersOptions options, IReadOnlyList<IController> controllers, InformerSet informers, ILoggerFactory loggers)
    {
        _options = options;
        _controllers = controllers;
        _informers = informers;
        _loggers = loggers;
    }

    /// <inheritdoc/>
    public string Name => "controllers";

    /// <inheritdoc/>
    public string? Address { get; private set; }

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        _running = [.. _controllers.Select(c => (c, Task.Run(() => RunAsync(c), cancellationToken)))];
        if (_options.HealthPort is { } port)
        {
            await ServeHealthAsync(port, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running.Select(r => r.Run));
        if (_health is not null)
        {
            await _health.DisposeAsync();
        }

        _stop.Dispose();
    }

    private async Task RunAsync(IController controller)
    {
        try
        {
            await controller.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped while it waited for its caches.
        }
        catch (Exception e)
        {
            _completion.TrySetException(new ModuleStartException($"controller {controller.Name} stopped: {e.Message}", e));
        }
    }

    private async Task ServeHealthAsync(int port, CancellationToken cancellationToken)
    {
        WebListenerOptions socket = new(new IPEndPoint(IPAddress.Loopback, port), ListenerLimits.Small("health port of the controllers") with { LocalNamesOnly = true });
        try
        {
            _health = await WebListener.StartAsync(socket, AnswerAsync, _loggers, cancellationToken);
        }
        catch (IOException e)
        {
            throw new ModuleStartException($"the health port 127.0.0.1:{port} of the controllers cannot be opened ({e.Message}); choose another one", e);
        }

        Address = _health.Address;
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != "/healthz")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        List<string> dead = [.. _running.Where(r => r.Run.IsCompleted).Select(r => r.Controller.Name)];
        context.Response.StatusCode = dead.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
        return context.Response.WriteAsync(dead.Count == 0 ? "ok" : $"stopped: {string.Join(", ", dead)}", context.RequestAborted);
    }
}
