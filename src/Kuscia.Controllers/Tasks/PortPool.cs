namespace Kuscia.Controllers.Tasks;

/// <summary>
/// Hands out ports per namespace. What is taken is told by the objects themselves (task statuses, pods, deployments), so a restart forgets nothing; only
/// ports handed out moments ago are remembered here until they show there, or for 300 seconds. Thread-safe.
/// </summary>
/// <param name="options">The range.</param>
/// <param name="next">A random number below its argument.</param>
/// <param name="time">The clock.</param>
internal sealed class PortPool(TaskOptions options, Func<int, int> next, TimeProvider time)
{
    private static readonly TimeSpan Unverified = TimeSpan.FromSeconds(300);

    private readonly Lock _gate = new();
    private readonly List<(string Namespace, int Port, long Since)> _recent = [];

    /// <summary>That many free ports, or null when there are not so many.</summary>
    /// <param name="namespace">The domain.</param>
    /// <param name="count">How many.</param>
    /// <param name="taken">Ports in use according to the objects of the namespace.</param>
    public IReadOnlyList<int>? Allocate(string @namespace, int count, IReadOnlySet<int> taken)
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            _recent.RemoveAll(r => time.GetElapsedTime(r.Since, now) >= Unverified || (r.Namespace == @namespace && taken.Contains(r.Port)));
            HashSet<int> used = [.. taken, .. _recent.Where(r => r.Namespace == @namespace).Select(r => r.Port)];
            int size = options.LastPort - options.FirstPort + 1;
            int start = next(size);
            List<int> ports = [];
            for (int i = 0; i < size && ports.Count < count; i++)
            {
                int port = options.FirstPort + ((start + i) % size);
                if (!used.Contains(port))
                {
                    ports.Add(port);
                }
            }

            if (ports.Count < count)
            {
                return null;
            }

            _recent.AddRange(ports.Select(p => (@namespace, p, now)));
            return ports;
        }
    }
}
