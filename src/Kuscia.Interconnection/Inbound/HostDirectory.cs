using Kuscia.Client.Informers;
using Kuscia.Client.Parties;
using Kuscia.Client.Queues;
using Kuscia.Client.Resources;
using Kuscia.Model;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Interconnection.Inbound;

/// <summary>
/// Keeps one accessor for every (host, member) pair of the InteropConfigs whose host is a registered partner and whose member is an own domain. When either is
/// gone, what is open to the host ends at once.
/// </summary>
internal sealed class HostDirectory : IAsyncDisposable
{
    private const string Key = "hosts";

    private readonly IInformer<InteropConfig> _configs;
    private readonly IInformer<Domain> _domains;
    private readonly PartyDirectory _parties;
    private readonly Func<string, string, HostAccessor> _open;
    private readonly ReconcileLoop<string> _loop;

    // Only the one worker touches it while the queue runs.
    private readonly Dictionary<(string Host, string Member), HostAccessor> _accessors = [];

    public HostDirectory(
        Func<string, IResourceClient> hosts, IResourceClient local, InformerSet informers, TimeProvider time, ILoggerFactory loggers)
    {
        _configs = informers.For(Kinds.InteropConfig);
        _domains = informers.For(Kinds.Domain);
        _parties = new PartyDirectory(local, informers);
        _open = (host, member) => new HostAccessor(host, member, hosts(host), local, informers, time, loggers);
        _loop = new ReconcileLoop<string>("interconn-hosts", SyncAsync, time, loggers.CreateLogger("Kuscia.Interconnection.Peers"), workers: 1)
            .On(_configs, _ => Key)
            .On(_domains, _ => Key)
            .On(informers.For(Kinds.Namespace), _ => Key);
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

    // The namespace of a Domain outlives it for a while, and does not count.
    private bool IsPartner(string host) => _domains.Get(ResourceName.Cluster(host)) is not null && _parties.Find(host).IsPartner;

    private async Task<TimeSpan?> SyncAsync(string key, CancellationToken cancellationToken)
    {
        HashSet<(string Host, string Member)> wanted = [.. _configs.List()
            .SelectMany(c => (c.Spec?.Members ?? []).Select(m => (c.Spec?.Host ?? "", m)))
            .Where(p => IsPartner(p.Item1) && _parties.Find(p.m).IsOwn)];
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
