using System.Collections.Concurrent;
using System.Globalization;
using Kuscia.ApiServer.Callers;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Objects;

/// <summary>
/// How many objects and bytes each namespace holds, whoever put them there: counted when a counted caller first adds to it, from then on followed, and counted again when it
/// seems full (what ends by itself, like events, shows only then). Thread-safe.
/// </summary>
internal sealed class Holdings(RevisionLog log, KindCatalog catalog, TimeProvider time)
{
    // Cluster-wide objects are counted together.
    private const string ClusterWide = "";
    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);

    /// <summary>Throws TooManyRequests when a namespace cannot take what a counted caller wants to add.</summary>
    public async Task EnsureRoomAsync(CallerShare share, string? @namespace, long objects, long bytes, CancellationToken cancellationToken)
    {
        Held held = _held.GetOrAdd(@namespace ?? ClusterWide, _ => new Held());
        if (!held.IsCounted || (IsFull(held, share, objects, bytes) && time.GetElapsedTime(held.CountedAt) > share.Options.CountInterval))
        {
            await CountAsync(held, @namespace, cancellationToken);
        }

        if (IsFull(held, share, objects, bytes))
        {
            string where = @namespace is null ? "objects outside namespaces" : $"objects in namespace {@namespace}";
            bool many = held.Objects + objects > share.Options.Objects;
            throw share.Beyond(many ? where : $"bytes of {where}", (many ? share.Options.Objects : share.Options.ObjectBytes).ToString(CultureInfo.InvariantCulture), TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>Adds what anybody has written. A namespace that is not counted yet will be.</summary>
    public void Add(string? @namespace, long objects, long bytes)
    {
        if (_held.TryGetValue(@namespace ?? ClusterWide, out Held? held))
        {
            held.Add(objects, bytes);
        }
    }

    private static bool IsFull(Held held, CallerShare share, long objects, long bytes) =>
        (objects > 0 && held.Objects + objects > share.Options.Objects) || (bytes > 0 && held.Bytes + bytes > share.Options.ObjectBytes);

    private async Task CountAsync(Held held, string? @namespace, CancellationToken cancellationToken)
    {
        await held.Turn.WaitAsync(cancellationToken);
        try
        {
            long objects = 0;
            long bytes = 0;
            long revision = log.CurrentRevision;
            foreach (KindDescriptor kind in catalog.All.Where(k => k.Kind.Namespaced == @namespace is not null && k.Verbs.Contains("list")))
            {
                await foreach (LogPage page in LogPages.ReadAsync(log, new LogQuery(ObjectKeys.Prefix(kind, @namespace)) { Revision = revision }, cancellationToken))
                {
                    objects += page.Entries.Count;
                    foreach (LogEntry entry in page.Entries)
                    {
                        bytes += entry.Value.Length;
                    }
                }
            }

            held.Set(objects, bytes, time.GetTimestamp());
        }
        finally
        {
            held.Turn.Release();
        }
    }

    private sealed class Held
    {
        private long _objects;
        private long _bytes;
        private long _countedAt;

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public bool IsCounted { get; private set; }

        public long Objects => Volatile.Read(ref _objects);

        public long Bytes => Volatile.Read(ref _bytes);

        public long CountedAt => Volatile.Read(ref _countedAt);

        public void Add(long objects, long bytes)
        {
            Interlocked.Add(ref _objects, objects);
            Interlocked.Add(ref _bytes, bytes);
        }

        public void Set(long objects, long bytes, long at)
        {
            Volatile.Write(ref _objects, objects);
            Volatile.Write(ref _bytes, bytes);
            Volatile.Write(ref _countedAt, at);
            IsCounted = true;
        }
    }
}
