using Kuscia.Client.Resources;
using Kuscia.Model.Meta;
using Microsoft.Extensions.Logging;

namespace Kuscia.Client.Informers;

/// <summary>Informers shared by all loops of a node: one list and one watch per kind and namespace. Thread-safe.</summary>
/// <param name="client">The API.</param>
/// <param name="time">The clock.</param>
/// <param name="loggers">Where failures are logged.</param>
/// <param name="options">Whose API it is and how much is kept of it; null for the own one without a limit.</param>
public sealed class InformerSet(IResourceClient client, TimeProvider time, ILoggerFactory loggers, InformerSetOptions? options = null) : IAsyncDisposable
{
    private readonly InformerSetOptions _options = options ?? new InformerSetOptions();
    private readonly InformerShare _share = new(options ?? new InformerSetOptions());
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Kind, string? Namespace), (object Informer, Task Synced, Task Run)> _informers = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The informer of a kind, started at first use.</summary>
    public IInformer<T> For<T>(ResourceKind<T> kind, string? @namespace = null)
        where T : Resource
    {
        lock (_gate)
        {
            (string, string?) key = ($"{kind.ApiVersion}/{kind.Plural}/{typeof(T).Name}", @namespace);
            if (_informers.TryGetValue(key, out (object Informer, Task Synced, Task Run) known))
            {
                return (IInformer<T>)known.Informer;
            }

            Informer<T> informer = new(kind, @namespace, client, _options, _share, time, loggers.CreateLogger("Kuscia.Informer"));
            _informers[key] = (informer, informer.Synced, Task.Run(() => informer.RunAsync(_stop.Token)));
            return informer;
        }
    }

    /// <summary>Completes when every informer asked for so far holds its first list.</summary>
    public Task SyncedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.WhenAll(_informers.Values.Select(i => i.Synced)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Stops all watches.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] running;
        lock (_gate)
        {
            running = [.. _informers.Values.Select(i => i.Run)];
        }

        await Task.WhenAll(running);
        _stop.Dispose();
    }
}
