namespace Kuscia.Gateway.Access;

/// <summary>Rate limits by key, for keys that strangers choose: at most so many are kept, those at rest go first, then the oldest. Thread-safe.</summary>
internal sealed class RateTable(double perSecond, int burst, int capacity, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (RateLimit Limit, LinkedListNode<string> Age)> _limits = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _ages = [];

    /// <summary>Takes one for the key; false when none is left.</summary>
    public bool Allows(string key)
    {
        lock (_gate)
        {
            if (!_limits.TryGetValue(key, out (RateLimit Limit, LinkedListNode<string> Age) known))
            {
                MakeRoom();
                known = (new RateLimit(perSecond, burst, time), _ages.AddLast(key));
                _limits[key] = known;
            }

            return known.Limit.Allows();
        }
    }

    private void MakeRoom()
    {
        if (_limits.Count < capacity)
        {
            return;
        }

        for (LinkedListNode<string>? node = _ages.First; node is not null;)
        {
            LinkedListNode<string>? next = node.Next;
            if (_limits[node.Value].Limit.IsRested)
            {
                Drop(node);
            }

            node = next;
        }

        if (_limits.Count >= capacity && _ages.First is { } oldest)
        {
            Drop(oldest);
        }
    }

    private void Drop(LinkedListNode<string> node)
    {
        _limits.Remove(node.Value);
        _ages.Remove(node);
    }
}
