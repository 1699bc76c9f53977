using System.Globalization;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Server;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Resources;

/// <summary>Objects of kinds on top of the log: keys, encoding, leases.</summary>
internal sealed class ResourceStore(RevisionLog log)
{
    // Events vanish after ten minutes, as in the documented node.
    private const long EventLeaseSeconds = 600;

    /// <summary>The log underneath.</summary>
    public RevisionLog Log { get; } = log;

    /// <summary>The newest revision as a resourceVersion.</summary>
    public string CurrentVersion => Log.CurrentRevision.ToString(CultureInfo.InvariantCulture);

    /// <summary>The object, or null.</summary>
    public async Task<StoredObject?> GetAsync(KindDescriptor kind, string? @namespace, string name, CancellationToken cancellationToken)
    {
        LogEntry? entry = await Log.GetAsync(ObjectKeys.Key(kind, @namespace, name), cancellationToken);
        return entry is null ? null : Decode(entry);
    }

    /// <summary>The object; throws NotFound.</summary>
    public async Task<StoredObject> RequireAsync(KindDescriptor kind, string? @namespace, string name, CancellationToken cancellationToken) =>
        await GetAsync(kind, @namespace, name, cancellationToken) ?? throw ApiErrors.NotFound(kind, name);

    /// <summary>Stores a new object; null when the key exists, with what is there.</summary>
    public async Task<(StoredObject? Stored, StoredObject? Existing)> CreateAsync(KindDescriptor kind, string? @namespace, string name, JsonObject value, CancellationToken cancellationToken)
    {
        string key = ObjectKeys.Key(kind, @namespace, name);
        AppendResult result = await Log.CreateAsync(key, ObjectCodec.Encode(value), Lease(kind), cancellationToken);
        return result switch
        {
            { Succeeded: true, Current: LogEntry entry } => (Decode(entry), null),
            { Current: LogEntry existing } => (null, Decode(existing)),
            _ => (null, null),
        };
    }

    /// <summary>Replaces an object that is still at the version read; null when it is not.</summary>
    public async Task<StoredObject?> UpdateAsync(KindDescriptor kind, StoredObject old, JsonObject value, CancellationToken cancellationToken)
    {
        AppendResult result = await Log.UpdateAsync(old.Key, ObjectCodec.Encode(value), old.Revision, Lease(kind), cancellationToken);
        return result is { Succeeded: true, Current: LogEntry entry } ? Decode(entry) : null;
    }

    /// <summary>Removes an object that is still at the version read; the revision of the removal, or null when it is not.</summary>
    public async Task<long?> DeleteAsync(StoredObject old, CancellationToken cancellationToken)
    {
        AppendResult result = await Log.DeleteAsync(old.Key, old.Revision, cancellationToken);
        return result.Succeeded ? result.Revision : null;
    }

    /// <summary>The object of an entry.</summary>
    public static StoredObject Decode(LogEntry entry) => ObjectCodec.Decode(entry.Key, entry.ModRevision, entry.Value);

    private static long Lease(KindDescriptor kind) => kind.Kind.Plural == "events" ? EventLeaseSeconds : 0;
}
