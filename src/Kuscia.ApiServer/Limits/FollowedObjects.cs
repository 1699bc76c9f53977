using System.Text.Json.Nodes;
using Kuscia.ApiServer.Objects;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Limits;

/// <summary>
/// The objects of a kind that has few, by namespace. Follows the log: before each answer it takes in what was written since, so an object counts as soon as its write was
/// answered, and asking costs next to nothing. Thread-safe.
/// </summary>
internal sealed class FollowedObjects(ResourceStore store, KindDescriptor kind) : IDisposable
{
    private readonly Dictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly string _prefix = ObjectKeys.Prefix(kind, null);
    private LogWatch? _watch;

    /// <summary>The objects of a namespace.</summary>
    public async Task<IReadOnlyList<JsonObject>> OfAsync(string @namespace, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_watch is null || _watch.IsClosed)
            {
                await LoadAsync(cancellationToken);
            }

            while (_watch is { } watch && watch.TryRead(out LogEvent? change) && change is not null)
            {
                Take(change.Entry, change.Type == LogEventType.Deleted);
            }

            string own = _prefix + @namespace + "/";
            return _objects.Count == 0 ? [] : [.. _objects.Where(o => o.Key.StartsWith(own, StringComparison.Ordinal)).OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => o.Value)];
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Dispose();
        _turn.Dispose();
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        _watch?.Dispose();
        _objects.Clear();
        _watch = store.Log.Watch(_prefix, store.Log.CurrentRevision);
        await foreach (LogPage page in LogPages.ReadAsync(store.Log, new LogQuery(_prefix), cancellationToken))
        {
            foreach (LogEntry entry in page.Entries)
            {
                Take(entry, isGone: false);
            }
        }
    }

    private void Take(LogEntry entry, bool isGone)
    {
        if (isGone)
        {
            _objects.Remove(entry.Key);
        }
        else
        {
            _objects[entry.Key] = ResourceStore.Decode(kind, entry).ToNode();
        }
    }
}
