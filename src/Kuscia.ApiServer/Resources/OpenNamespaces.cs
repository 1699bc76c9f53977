using Kuscia.ApiServer.Objects;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Resources;

/// <summary>
/// The namespaces that take new objects, kept by following the log: every create asks, and reading the Namespace each time was a fifth of its cost. What
/// is committed is in the watch before its writer is answered, so an answer is never older than the caller's last write. Thread-safe.
/// </summary>
internal sealed class OpenNamespaces(ResourceStore store, KindDescriptor kind) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly string _prefix = ObjectKeys.Prefix(kind, null);
    private LogWatch? _watch;
    private long _changes;

    /// <summary>True when the namespace is there and not being deleted; false says to read it and to give <paramref name="seen"/> to <see cref="Add"/>.</summary>
    public bool Contains(string name, out long seen)
    {
        lock (_lock)
        {
            if (_watch is null || _watch.IsClosed)
            {
                // What was known may have changed unseen; a name comes back when it is read next.
                _open.Clear();
                _watch?.Dispose();
                _watch = store.Log.Watch(_prefix, store.Log.CurrentRevision);
            }

            Follow(_watch);
            seen = _changes;
            return _open.Contains(name);
        }
    }

    /// <summary>Remembers a namespace that was read as open, unless one changed meanwhile; it is forgotten at its next change.</summary>
    public void Add(string name, long seen)
    {
        lock (_lock)
        {
            if (_watch is { IsClosed: false } watch)
            {
                Follow(watch);
                if (_changes == seen)
                {
                    _open.Add(name);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _watch?.Dispose();
        }
    }

    private void Follow(LogWatch watch)
    {
        while (watch.TryRead(out LogEvent? change) && change is not null)
        {
            _changes++;
            _open.Remove(change.Entry.Key[_prefix.Length..]);
        }
    }
}
