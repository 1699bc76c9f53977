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
    private readonly SortedDictionary<string, Defined> _defined = new(StringComparer.Ordinal);
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

    /// <summary>
    /// Reads the one definition that a kind may have which is not served: another server may have answered its write before the event came here. True when the kinds have changed.
    /// </summary>
    public async Task<bool> LookAsync(string group, string plural, CancellationToken cancellationToken)
    {
        if (_kind is null || await store.GetAsync(_kind, null, $"{plural}.{group}", cancellationToken) is not StoredObject found)
        {
            return false;
        }

        lock (_lock)
        {
            if (!Put(found))
            {
                return false;
            }

            Publish();
            return true;
        }
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
        if (change.Type != LogEventType.Deleted)
        {
            return Put(value);
        }

        return IsNewer(value.Name, change.Revision) && _defined.Remove(value.Name);
    }

    private bool Put(StoredObject value)
    {
        if (DefinitionNames.IsOfHouse(catalog, value.Name) || !IsNewer(value.Name, value.Revision))
        {
            return false;
        }

        _defined[value.Name] = new Defined(value.Revision, DefinedKinds.Of(value.ToNode()));
        return true;
    }

    private bool IsNewer(string name, long revision) => !_defined.TryGetValue(name, out Defined? known) || known.Revision < revision;

    // By group, then by version as clients prefer them: discovery shows them in this order.
    private void Publish() => catalog.Define(_defined.Values.SelectMany(defined => defined.Kinds)
        .OrderBy(k => k.Kind.Group, StringComparer.Ordinal).ThenBy(k => k.Kind.Version, VersionOrder.Instance).ThenBy(k => k.Kind.Plural, StringComparer.Ordinal));

    private sealed record Defined(long Revision, IReadOnlyList<KindDescriptor> Kinds);
}
