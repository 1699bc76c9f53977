namespace Kuscia.Gateway.Upstreams;

/// <summary>Keeps one <see cref="Upstream"/> per spec as long as a route table refers to it. Thread-safe.</summary>
internal sealed class UpstreamPool(GatewayOptions options, OutboundBudget budget, TimeProvider time) : IDisposable
{
    // A request that still holds an older table may begin to use an upstream a moment after the table was replaced.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<UpstreamSpec, Upstream> _upstreams = [];
    private readonly Dictionary<UpstreamSpec, long> _retired = [];

    public Upstream Get(UpstreamSpec spec)
    {
        lock (_gate)
        {
            _retired.Remove(spec);
            if (!_upstreams.TryGetValue(spec, out Upstream? upstream))
            {
                upstream = new Upstream(spec, options, budget, time);
                _upstreams[spec] = upstream;
            }

            return upstream;
        }
    }

    /// <summary>
    /// Closes what is not in use: connections to a domain without any route at once, with what is under way on them; others after a grace period, when requests
    /// under way have ended.
    /// </summary>
    public void Retain(IReadOnlySet<UpstreamSpec> inUse)
    {
        lock (_gate)
        {
            HashSet<string> domains = [.. inUse.Select(s => s.Domain).OfType<string>()];
            foreach (UpstreamSpec spec in _upstreams.Keys.Where(s => !inUse.Contains(s)).ToList())
            {
                bool isGone = spec.Domain is { } domain && !domains.Contains(domain);
                if (!isGone && (_retired.TryAdd(spec, time.GetTimestamp()) || time.GetElapsedTime(_retired[spec]) < Grace))
                {
                    continue;
                }

                _retired.Remove(spec);
                if (_upstreams.Remove(spec, out Upstream? gone))
                {
                    gone.Dispose();
                    if (isGone)
                    {
                        gone.Abort();
                    }
                }
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (Upstream upstream in _upstreams.Values)
            {
                upstream.Dispose();
            }

            _upstreams.Clear();
        }
    }
}
