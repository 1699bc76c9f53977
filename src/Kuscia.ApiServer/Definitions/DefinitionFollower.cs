using Kuscia.ApiServer.Objects;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Definitions;

/// <summary>
/// Keeps the catalogue at what the stored CustomResourceDefinitions say, by following the log. Asked before each request, so a kind is served as soon as the write of its
/// definition was answered, on every server of the database that has got the event. Thread-safe.
/// </summary>
internal sealed class DefinitionFollower(ResourceStore store, KindCatalog catalog) : IDisposable
{
    private readonly KindDescriptor? _kind = catalog.Find(DefinitionNames.Group, DefinitionNames.Version, DefinitionNames.Plural);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly SortedDictionary<string, IReadOnlyList<KindDescriptor>> _defined = new(StringComparer.Ordinal);
    private LogWatch? _watch;

    /// <summary>Takes in what was written since the last call.</summary>
    public ValueTask FollowAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_kind is null || TryFollow())
            {
                return ValueTask.CompletedTask;
            }
        }

        return new ValueTask(LoadAsync(_kind, cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _watch?.Dispose();
        }

        _loading.Dispose();
    }

    private bool TryFollow()
    {
        if (_watch is not { IsClosed: false } watch)
        {
            return false;
        }

        bool changed = false;
        while (watch.TryRead(out LogEvent? change) && change is not null)
        {
            changed |= Take(change);
        }

        if (changed)
        {
            Publish();
        }

        return true;
    }

    private async Task LoadAsync(KindDescriptor kind, CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            lock (_lock)
            {
                if (TryFollow())
                {
                    return;
                }
            }

            // Opened first: what is written while the list is read is seen again by the watch.
            long revision = store.Log.CurrentRevision;
            LogWatch watch = store.Log.Watch(ObjectKeys.Prefix(kind, null), revision);
            LogPage page = await store.Log.ListAsync(new LogQuery(ObjectKeys.Prefix(kind, null)) { Revision = revision }, cancellationToken);
            List<LogEvent> since = [];
            await foreach (LogEvent change in watch.ReplayAsync(cancellationToken))
            {
                since.Add(change);
            }

            lock (_lock)
            {
                _watch?.Dispose();
                _watch = watch;
                _defined.Clear();
                foreach (LogEntry entry in page.Entries)
                {
                    Put(ResourceStore.Decode(entry));
                }

                since.ForEach(change => Take(change));
                Publish();
            }
        }
        finally
        {
            _loading.Release();
        }
    }

    private bool Take(LogEvent change)
    {
        StoredObject value = ResourceStore.Decode(change.Entry);
        return change.Type == LogEventType.Deleted ? _defined.Remove(value.Name) : Put(value);
    }

    private bool Put(StoredObject value)
    {
        if (!DefinitionNames.IsOfHouse(catalog, value.Name))
        {
            _defined[value.Name] = DefinedKinds.Of(value.ToNode());
        }

        return true;
    }

    // By group, then by version as clients prefer them: discovery shows them in this order.
    private void Publish() => catalog.Define(_defined.Values.SelectMany(kinds => kinds)
        .OrderBy(k => k.Kind.Group, StringComparer.Ordinal).ThenBy(k => k.Kind.Version, VersionOrder.Instance).ThenBy(k => k.Kind.Plural, StringComparer.Ordinal));
}
