namespace Kuscia.Gateway.Forwarding;

/// <summary>Keeps one <see cref="Upstream"/> per spec as long as a route table refers to it. Thread-safe.</summary>
internal sealed class UpstreamPool(GatewayOptions options, TimeProvider time) : IDisposable
{
    // A request that still holds an older table may begin to use an upstream a moment after the table was replaced.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<UpstreamSpec, Upstream> _upstreams = [];
    private readonly Dictionary<UpstreamSpec, DateTimeOffset> _retired = [];

    public Upstream Get(UpstreamSpec spec)
    {
        lock (_gate)
        {
            _retired.Remove(spec);
            if (!_upstreams.TryGetValue(spec, out Upstream? upstream))
            {
                upstream = new Upstream(spec, options, time);
                _upstreams[spec] = upstream;
            }

            return upstream;
        }
    }

    /// <summary>Closes, after a grace period, the idle connections of everything not in use; requests under way end normally.</summary>
    public void Retain(IReadOnlySet<UpstreamSpec> inUse)
    {
        lock (_gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            foreach (UpstreamSpec spec in _upstreams.Keys.Where(s => !inUse.Contains(s)).ToList())
            {
                if (_retired.TryAdd(spec, now) || now - _retired[spec] < Grace)
                {
                    continue;
                }

                _retired.Remove(spec);
                _upstreams.Remove(spec, out Upstream? gone);
                gone?.Dispose();
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
