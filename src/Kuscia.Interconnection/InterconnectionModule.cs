using Kuscia.Client.Informers;
using Kuscia.Client.Resources;
using Kuscia.Hosting.Modules;
using Kuscia.Interconnection.Inbound;
using Kuscia.Interconnection.Outbound;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection;

/// <summary>
/// Synchronises jobs, tasks, deployments, reservations and granted tables with partners (protocol "kuscia"): puts what concerns a partner into its mailbox
/// namespace, and pulls what hosts have put into ours.
/// </summary>
public sealed class InterconnectionModule : IModule
{
    private readonly InformerSet _informers;
    private readonly HostDirectory _hosts;
    private readonly JobPublisher _jobs;
    private readonly TaskPublisher _tasks;
    private readonly DeploymentPublisher _deployments;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _run = Task.CompletedTask;

    /// <summary>A module that works once it is started.</summary>
    /// <param name="local">The own API.</param>
    /// <param name="informers">Caches of the own API, shared with other modules; not disposed here.</param>
    /// <param name="hosts">Opens a client of a host's API by the host's domain id; called once per host and member.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where logs go.</param>
    public InterconnectionModule(IResourceClient local, InformerSet informers, Func<string, IResourceClient> hosts, TimeProvider time, ILoggerFactory loggers)
    {
        _informers = informers;
        ILogger logger = loggers.CreateLogger("Kuscia.Interconnection.Outbound");
        _hosts = new HostDirectory(hosts, local, informers, time, loggers);
        _jobs = new JobPublisher(local, informers, time, logger);
        _tasks = new TaskPublisher(local, informers, time, logger);
        _deployments = new DeploymentPublisher(local, informers, time, logger);
    }

    /// <inheritdoc/>
    public string Name => "interconnection";

    /// <inheritdoc/>
    public string? Address => null;

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        _run = Task.Run(RunAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await _hosts.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await Task.WhenAll(_jobs.RunAsync(_stop.Token), _tasks.RunAsync(_stop.Token), _deployments.RunAsync(_stop.Token), _hosts.RunAsync(_stop.Token));
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            _completion.TrySetException(e);
        }
    }
}
