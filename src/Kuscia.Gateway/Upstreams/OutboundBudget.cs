using Kuscia.Hosting.Listeners;

namespace Kuscia.Gateway.Upstreams;

/// <summary>How many connections to upstreams this gateway may hold in sum: a quarter of the descriptors for connections. Thread-safe.</summary>
internal sealed class OutboundBudget
{
    private readonly int _most = Math.Max(16, DescriptorLimit.ForConnections() / 4);
    private int _count;

    public int Most => _most;

    /// <summary>Takes a place; false when there is none.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= _most)
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _count);
}
