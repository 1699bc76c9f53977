using System.Net;
using Kuscia.Client.Informers;
using Kuscia.Client.Leadership;
using Kuscia.Hosting.Listeners;
using Kuscia.Hosting.Modules;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.Controllers;

/// <summary>
/// Runs a list of controllers over one set of caches, always or in the terms in which this instance leads, and tells on loopback whether they live. Each term has
/// controllers of its own: what one remembered from an earlier term may be wrong by now.
/// </summary>
public sealed class ControllersModule : IModule
{
    private readonly ControllersOptions _options;
    private readonly Func<LeaderTerm?, IReadOnlyList<IController>> _make;
    private readonly LeaderElection? _election;
    private readonly InformerSet _informers;
    private readonly ILoggerFactory _loggers;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyList<(IController Controller, Task Run)> _running = [];
    private Task _run = Task.CompletedTask;
    private WebListener? _health;

    /// <summary>A module that works once it is started.</summary>
    /// <param name="options">Options.</param>
    /// <param name="controllers">The controllers, made over <paramref name="informers"/>.</param>
    /// <param name="informers">The shared caches; not disposed here.</param>
    /// <param name="loggers">Where logs go.</param>
    public ControllersModule(ControllersOptions options, IReadOnlyList<IController> controllers, InformerSet informers, ILoggerFactory loggers)
    {
        _options = options;
        _make = _ => controllers;
        _informers = informers;
        _loggers = loggers;
    }

    /// <summary>The same for instances of which one at a time may run controllers.</summary>
    /// <param name="options">Options.</param>
    /// <param name="make">Makes the controllers of a term, which write for that term alone.</param>
    /// <param name="election">Who leads.</param>
    /// <param name="informers">The shared caches; not disposed here.</param>
    /// <param name="loggers">Where logs go.</param>
    public ControllersModule(
        ControllersOptions options, Func<LeaderTerm, IReadOnlyList<IController>> make, LeaderElection election, InformerSet informers, ILoggerFactory loggers)
    {
        _options = options;
        _make = term => make(term!); // not null: all work is in terms
        _election = election;
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
        _run = Task.Run(LeadAsync, cancellationToken);
        if (_election is null || _election.Term is not null)
        {
            await Task.WhenAny(_begun.Task, _election?.Term?.Ending ?? _run, _completion.Task).WaitAsync(cancellationToken);
        }

        if (_options.HealthPort is { } port)
        {
            await ServeHealthAsync(port, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        if (_health is not null)
        {
            await _health.DisposeAsync();
        }

        _stop.Dispose();
    }

    private async Task LeadAsync()
    {
        try
        {
            await (_election?.WhileLeadingAsync(ControlAsync, _stop.Token) ?? ControlAsync(null, _stop.Token));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The node stops.
        }
        catch (Exception e)
        {
            _completion.TrySetException(e);
        }
    }

    private async Task ControlAsync(LeaderTerm? term, CancellationToken cancellationToken)
    {
        IReadOnlyList<IController> controllers = _make(term);
        await _informers.SyncedAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        (IController, Task Run)[] running = [.. controllers.Select(c => (c, Task.Run(() => RunAsync(c, cancellationToken), CancellationToken.None)))];
        _running = running;

        // Those that end with the term are not dead.
        using CancellationTokenRegistration end = cancellationToken.UnsafeRegister(module => ((ControllersModule)module!)._running = [], this); // not null: this
        _begun.TrySetResult();
        await Task.WhenAll(running.Select(r => r.Run));
    }

    private async Task RunAsync(IController controller, CancellationToken cancellationToken)
    {
        try
        {
            await controller.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
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
