using Kuscia.Client.Informers;
using Kuscia.Client.Queues;
using Kuscia.Controllers;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Node.Modes;

/// <summary>Makes the first resources of a node again when somebody deletes one while the node runs.</summary>
internal sealed class FirstResourcesController : IController
{
    private const string All = "all";

    // Who replaces an object deletes it and makes it again: they shall not find it made meanwhile.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly InformerSet _informers;
    private readonly ReconcileLoop<string> _loop;

    /// <summary>A controller that works once <see cref="RunAsync"/> is called.</summary>
    public FirstResourcesController(FirstResourcesModule resources, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _informers = informers;
        _loop = new ReconcileLoop<string>(
            Name,
            async (_, cancellationToken) =>
            {
                await Task.Delay(Pause, time, cancellationToken);
                await resources.EnsureAsync(cancellationToken);
                return null;
            },
            time,
            loggers.CreateLogger<FirstResourcesController>(),
            workers: 1);
        Watch(Kinds.Namespace);
        Watch(Kinds.ClusterRole);
        Watch(Kinds.ClusterRoleBinding);
        Watch(Kinds.AppImage);
        Watch(Kinds.Domain);
    }

    /// <inheritdoc/>
    public string Name => "first-resources-controller";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _informers.SyncedAsync(cancellationToken);
        await _loop.RunAsync(cancellationToken);
    }

    private void Watch<T>(ResourceKind<T> kind)
        where T : Resource => _loop.On(_informers.For(kind), (_, current) =>
        {
            if (current is null)
            {
                _loop.Add(All);
            }
        });
}
