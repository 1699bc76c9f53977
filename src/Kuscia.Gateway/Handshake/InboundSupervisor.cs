using System.Text.Json;
using System.Text.Json.Nodes;
using Kuscia.Client.Queues;
using Kuscia.Gateway.Routes;
using Kuscia.Model;
using Kuscia.Model.Json;
using Kuscia.Model.Meta;
using Kuscia.Model.Resources;
using Microsoft.Extensions.Logging;

namespace Kuscia.Gateway.Handshake;

/// <summary>
/// Brings heartbeats of sources into the DomainRoutes: the first one, the loss, the return. In between it writes rarely; how fresh the heartbeat is stands in
/// memory and, as a verdict, in the condition <c>Heartbeat</c>.
/// </summary>
internal sealed class InboundSupervisor
{
    // Readers that judge by heartBeatTime alone see it fresh when several instances share the work; with one instance a slow refresh is enough.
    private static readonly TimeSpan SharedRefresh = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SoleRefresh = TimeSpan.FromMinutes(10);

    private readonly GatewayOptions _options;
    private readonly RouteSources _sources;
    private readonly DomainRouteWriter _writer;
    private readonly HeartbeatBook _book;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly WorkQueue<string> _queue;

    public InboundSupervisor(GatewayOptions options, RouteSources sources, DomainRouteWriter writer, HeartbeatBook book, TimeProvider time, ILogger<InboundSupervisor> logger)
    {
        _options = options;
        _sources = sources;
        _writer = writer;
        _book = book;
        _time = time;
        _started = time.GetTimestamp();
        _queue = new WorkQueue<string>("domain-route-heartbeat", HandleAsync, new WorkQueueOptions { MinBackoff = TimeSpan.FromMilliseconds(200) }, time, logger);
    }

    public Task RunAsync(CancellationToken cancellationToken)
    {
        _book.HeartbeatReceived += _queue.Add;
        _sources.Routes.Subscribe((old, current) => _queue.Add((current ?? old)?.Metadata.Name ?? ""));
        return _queue.RunAsync(cancellationToken);
    }

    private async Task<TimeSpan?> HandleAsync(string name, CancellationToken cancellationToken)
    {
        DomainRoute? route = _sources.Route(name);
        if (route?.Spec is not { } spec || spec.Destination != _options.DomainId)
        {
            _book.Forget(name);
            return null;
        }

        if (RouteSupport.Fault(spec, _options) is { } fault)
        {
            _book.Forget(name);
            await _writer.UpdateAsync(name, current => RouteConditions.Unsupported(current.Status?.Conditions, fault, _time.GetUtcNow()), cancellationToken);
            return null;
        }

        if (route.Status?.Conditions?.Any(c => c.Type == RouteConditions.SupportedType) == true)
        {
            await _writer.UpdateAsync(name, current => new JsonObject { ["conditions"] = new JsonArray() }, cancellationToken);
            return TimeSpan.Zero;
        }

        if (!RouteFacts.NeedsHandshake(spec))
        {
            _book.Forget(name);
            return null;
        }

        await _writer.UpdateAsync(name, Change, cancellationToken);
        return _book.Last(name) is null && route.Status?.TokenStatus?.Tokens is null or [] ? null : _options.Timing.HeartbeatTimeout / 2;
    }

    private JsonObject? Change(DomainRoute route)
    {
        IReadOnlyList<RouteToken> tokens = route.Status?.TokenStatus?.Tokens ?? [];
        DateTimeOffset? recorded = tokens.Max(t => t.HeartBeatTime);
        Heartbeat? last = _book.Last(route.Metadata.Name ?? "");
        if (tokens.Count == 0 || (recorded is null && last is null))
        {
            return null;
        }

        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset newest = last?.At ?? recorded ?? now;
        bool alive = IsAlive(last, recorded, now);
        Condition verdict = alive && last is not null
            ? RouteConditions.Made(route.Status?.Conditions, RouteConditions.HeartbeatType, "True", "Succeeded", "", now)
            : RouteConditions.Made(route.Status?.Conditions, RouteConditions.HeartbeatType, "False", "HeartBeatTimeout",
                $"no sign of life from {route.Spec?.Source} since {KubernetesTimeConverter.ToText(newest)}: its node is down, or its way to this node is cut", now);
        if (alive && last is null)
        {
            return null;
        }

        int index = last is null ? -1 : IndexOf(tokens, last.Revision);
        bool writeBeat = index >= 0 && last is not null && !IsWritten(last, tokens[index], now);
        if (!writeBeat && RouteConditions.Same(route.Status?.Conditions, [verdict]))
        {
            return null;
        }

        return new JsonObject
        {
            ["conditions"] = RouteConditions.ToJson([verdict]),
            ["tokenStatus"] = new JsonObject { ["tokens"] = Tokens(tokens, index, last) },
        };
    }

    /// <summary>
    /// What this instance heard is measured; what another instance wrote is believed when it lies in the time-out before now. After a start the sources get one full
    /// time-out before they count as silent.
    /// </summary>
    private bool IsAlive(Heartbeat? last, DateTimeOffset? recorded, DateTimeOffset now)
    {
        TimeSpan limit = _options.Timing.HeartbeatTimeout;
        TimeSpan? age = now - recorded;
        return (last is not null && _time.GetElapsedTime(last.Timestamp) < limit)
            || _time.GetElapsedTime(_started) < limit
            || (age >= TimeSpan.Zero && age < limit);
    }

    // A time from the future was written before the clock was set back.
    private bool IsWritten(Heartbeat last, RouteToken token, DateTimeOffset now)
    {
        TimeSpan? behind = last.At - token.HeartBeatTime;
        return token.HeartBeatTime <= now && behind < Refresh(now);
    }

    private TimeSpan Refresh(DateTimeOffset now)
    {
        int live = _sources.Gateways.List().Count(g => now - g.Status?.HeartbeatTime < TimeSpan.FromMinutes(1));
        return live > 1 ? SharedRefresh : SoleRefresh;
    }

    private static JsonArray Tokens(IReadOnlyList<RouteToken> tokens, int index, Heartbeat? beat) =>
        [.. tokens.Select((t, i) => JsonSerializer.SerializeToNode(i == index && beat is not null ? t with { HeartBeatTime = beat.At } : t, ModelJsonContext.Default.RouteToken))];

    private static int IndexOf(IReadOnlyList<RouteToken> tokens, long revision)
    {
        for (int i = tokens.Count - 1; i >= 0; i--)
        {
            if (tokens[i].Revision == revision)
            {
                return i;
            }
        }

        return -1;
    }
}
