using System.Threading.Channels;
using Kuscia.Gateway.Upstreams;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Routes;

/// <summary>Builds a new table whenever something it is made of changed, and puts it in force. Bursts of changes make one table.</summary>
internal sealed partial class RouteTableLoop(
    RouteSources sources, RouteTableBuilder builder, RouteTableState state, PeerUpstreams peers, UpstreamPool pool, PartnerShares shares,
    PendingTokens pending, ILogger<RouteTableLoop> logger)
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Called after a new table came into force.</summary>
    public event Action? Replaced;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        sources.Routes.Subscribe((_, _) => Signal());
        sources.Services.Subscribe((_, _) => Signal());
        sources.Endpoints.Subscribe((_, _) => Signal());

        // A token agreed a moment ago must be in force before anybody is told, hence at once and not by the signal.
        pending.Changed += Rebuild;
        try
        {
            await sources.Synced.WaitAsync(cancellationToken);
            Signal();
            await foreach (bool _ in _signal.Reader.ReadAllAsync(cancellationToken))
            {
                Rebuild();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
        finally
        {
            pending.Changed -= Rebuild;
        }
    }

    /// <summary>Puts a table of what the caches hold now in force.</summary>
    public void Rebuild()
    {
        try
        {
            lock (_gate)
            {
                RouteTable table = builder.Build(sources);
                state.Replace(table);

                // After that, so that nobody comes back by the table before.
                shares.Retain(table.Sources);
                pool.Retain(InUse(table));
            }

            Replaced?.Invoke();
        }
        catch (Exception e)
        {
            // The table in force stays; the next change builds again.
            Log.NotBuilt(logger, e);
        }
    }

    private void Signal() => _signal.Writer.TryWrite(true);

    private HashSet<UpstreamSpec> InUse(RouteTable table)
    {
        HashSet<UpstreamSpec> specs = peers.Master is { } master ? [master.Spec] : [];
        specs.UnionWith(table.Services.Values.SelectMany(s => s.Endpoints).Select(e => e.Upstream.Spec));
        foreach (DomainRoute route in sources.Routes.List())
        {
            specs.UnionWith(route.Spec is null ? [] : peers.Specs(route.Spec));
        }

        return specs;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4501, Level = LogLevel.Error, Message = "the route table could not be built; the previous one stays in force")]
        public static partial void NotBuilt(ILogger logger, Exception exception);
    }
}
