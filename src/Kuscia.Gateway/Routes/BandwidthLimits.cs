using System.Collections.Frozen;
using System.Globalization;
using Kuscia.Model;
using Kuscia.Model.Core;

namespace Kuscia.Gateway.Routes;

/// <summary>
/// Reads the limits that tasks' Services carry (<c>bandwidth-limit-DOMAIN: KiB/s</c>). A limit is for the whole task: for all Services whose names agree up to the last
/// dash. What is used up of it outlives the table.
/// </summary>
internal sealed class BandwidthLimits(TimeProvider time)
{
    private Dictionary<(string Task, string Destination), BandwidthLimit> _current = [];

    public FrozenDictionary<(string Task, string Destination), BandwidthLimit> Build(IReadOnlyCollection<Service> services)
    {
        Dictionary<(string Task, string Destination), BandwidthLimit> next = [];
        foreach (Service service in services)
        {
            foreach ((string key, string value) in service.Metadata.Annotations ?? new Dictionary<string, string>())
            {
                if (key.StartsWith(WellKnownAnnotations.BandwidthLimitPrefix, StringComparison.Ordinal)
                    && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long rate) && rate is > 0 and < long.MaxValue / 2048)
                {
                    Add(next, (TaskOf(service.Metadata.Name ?? ""), key[WellKnownAnnotations.BandwidthLimitPrefix.Length..]), rate);
                }
            }
        }

        _current = next;
        return next.ToFrozenDictionary();
    }

    /// <summary>The task that a service name belongs to: the name up to its last dash.</summary>
    public static string TaskOf(string service)
    {
        int dash = service.LastIndexOf('-');
        return dash < 0 ? service : service[..dash];
    }

    // Two Services of a task that disagree: the lower limit counts.
    private void Add(Dictionary<(string Task, string Destination), BandwidthLimit> next, (string Task, string Destination) key, long rate)
    {
        if (next.TryGetValue(key, out BandwidthLimit? other) && other.KibibytesPerSecond <= rate)
        {
            return;
        }

        next[key] = _current.TryGetValue(key, out BandwidthLimit? known) && known.KibibytesPerSecond == rate ? known : new BandwidthLimit(rate, time);
    }
}
