using Kuscia.Interconnection.Inbound;
using Kuscia.Model;
using Kuscia.Model.Resources;
using Kuscia.Runtime.Client;
using Kuscia.Runtime.Informers;
using Kuscia.Runtime.Queues;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Peers;

/// <summary>Keeps one accessor for every (host, member) pair of the InteropConfigs.</summary>
internal sealed class HostDirectory : IAsyncDisposable
{
    private readonly IInformer<InteropConfig> _configs;
    private readonly Func<string, string, HostAccessor> _open;
    private readonly ReconcileLoop<string> _loop;

    // Only the one worker touches it while the queue runs.
    private readonly Dictionary<(string Host, string Member), HostAccessor> _accessors = [];

    public HostDirectory(
        Func<string, IResourceClient> hosts, IResourceClient local, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _configs = informers.For(Kinds.InteropConfig);
        _open = (host, member) => new HostAccessor(host, member, hosts(host), local, informers, time, loggers);
        _loop = new ReconcileLoop<string>("interconn-hosts", SyncAsync, time, loggers.CreateLogger("Kuscia.Interconnection.Peers"), workers: 1).On(_configs, _ => "hosts");
    }

    public Task RunAsync(CancellationToken cancellationToken) => _loop.RunAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (HostAccessor accessor in _accessors.Values)
        {
            await accessor.DisposeAsync();
        }

        _accessors.Clear();
    }

    private async Task<TimeSpan?> SyncAsync(string key, CancellationToken cancellationToken)
    {
        HashSet<(string Host, string Member)> wanted = [.. _configs.List()
            .SelectMany(c => (c.Spec?.Members ?? []).Select(m => (c.Spec?.Host ?? "", m)))
            .Where(p => p.Item1.Length > 0)];
        foreach ((string Host, string Member) pair in _accessors.Keys.Where(k => !wanted.Contains(k)).ToList())
        {
            _accessors.Remove(pair, out HostAccessor? closed);
            await (closed?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        foreach ((string Host, string Member) pair in wanted.Where(w => !_accessors.ContainsKey(w)))
        {
            _accessors[pair] = _open(pair.Host, pair.Member);
        }

        return null;
    }
}
