using System.Globalization;
using System.Text.Json.Nodes;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Requests;
using Kuscia.Model.Descriptors;
using Kuscia.Storage.Log;

namespace Kuscia.ApiServer.Objects;

/// <summary>Objects of kinds on top of the log: keys, encoding, leases.</summary>
/// <param name="log">The log underneath.</param>
/// <param name="holdings">What namespaces hold, for callers that are counted.</param>
/// <param name="maxObjectBytes">The largest object that is stored.</param>
internal sealed class ResourceStore(RevisionLog log, Holdings holdings, long maxObjectBytes)
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
        return entry is null ? null : Decode(kind, entry);
    }

    /// <summary>The object; throws NotFound.</summary>
    public async Task<StoredObject> RequireAsync(KindDescriptor kind, string? @namespace, string name, CancellationToken cancellationToken) =>
        await GetAsync(kind, @namespace, name, cancellationToken) ?? throw ApiErrors.NotFound(kind, name);

    /// <summary>Stores a new object; null when it was refused, with why and what the key holds.</summary>
    public async Task<(StoredObject? Stored, StoredObject? Existing, AppendRefusal Refusal)> CreateAsync(ResourceCall call, string name, JsonObject value, CancellationToken cancellationToken)
    {
        string key = ObjectKeys.Key(call.Kind, call.Namespace, name);
        byte[] encoded = await EncodeAsync(call, name, value, null, cancellationToken);
        AppendResult result = await Log.CreateAsync(key, encoded, Lease(call.Kind), Conditions(call), cancellationToken);
        Count(call, result, encoded.Length, null);
        EnsureNotFenced(call, result);
        StoredObject? held = result.Current is { } entry ? Decode(call.Kind, entry) : null;
        return result.Succeeded ? (held, null, AppendRefusal.None) : (null, held, result.Refusal);
    }

    /// <summary>Replaces an object that is still at the version read; null when it is not, or when another took what it claims.</summary>
    public async Task<StoredObject?> UpdateAsync(ResourceCall call, StoredObject old, JsonObject value, CancellationToken cancellationToken)
    {
        byte[] encoded = await EncodeAsync(call, old.Name, value, old, cancellationToken);
        AppendResult result = await Log.UpdateAsync(old.Key, encoded, old.Revision, Lease(call.Kind), Conditions(call), cancellationToken);
        Count(call, result, encoded.Length, old);
        EnsureNotFenced(call, result);
        return result is { Succeeded: true, Current: LogEntry entry } ? Decode(call.Kind, entry) : null;
    }

    /// <summary>Removes an object that is still at the version read; the revision of the removal, or null when it is not.</summary>
    public async Task<long?> DeleteAsync(ResourceCall call, StoredObject old, CancellationToken cancellationToken)
    {
        AppendResult result = await Log.DeleteAsync(old.Key, old.Revision, Conditions(call), cancellationToken);
        Count(call, result, 0, old);
        EnsureNotFenced(call, result);
        return result.Succeeded ? result.Revision : null;
    }

    /// <summary>The object of an entry.</summary>
    public static StoredObject Decode(LogEntry entry) => ObjectCodec.Decode(entry.Key, entry.ModRevision, entry.Value);

    /// <summary>The object of an entry, as the version of a kind shows it.</summary>
    public static StoredObject Decode(KindDescriptor kind, LogEntry entry) => DefinedObjects.Shown(kind, Decode(entry));

    // A removal makes room, so it is never refused for want of it.
    private async Task<byte[]> EncodeAsync(ResourceCall call, string name, JsonObject value, StoredObject? old, CancellationToken cancellationToken)
    {
        byte[] encoded = DefinedObjects.Encode(call.Kind, value);
        if (encoded.Length > maxObjectBytes)
        {
            throw ApiErrors.ObjectTooLarge(call.Kind, name, encoded.Length, maxObjectBytes);
        }

        if (call.Share is { } share)
        {
            share.EnsureRevisionBytes();
            await holdings.EnsureRoomAsync(share, call.Namespace, old is null ? 1 : 0, Math.Max(0, encoded.Length - (old?.Length ?? 0)), cancellationToken);
        }

        return encoded;
    }

    // Each row of the log keeps the new value and the one before.
    private void Count(ResourceCall call, AppendResult result, int bytes, StoredObject? old)
    {
        if (!result.Succeeded)
        {
            return;
        }

        // What others put into a namespace takes room there too, though only counted callers are refused.
        int before = old?.Length ?? 0;
        call.Share?.CountRevision(bytes + before);
        holdings.Add(call.Namespace, (old is null ? 1 : 0) - (bytes == 0 ? 1 : 0), bytes - before);
    }

    private static AppendConditions? Conditions(ResourceCall call) =>
        call.Fence is null && call.Claim is null ? null : new AppendConditions { Fence = call.Fence, Claim = call.Claim };

    private static void EnsureNotFenced(ResourceCall call, AppendResult result)
    {
        if (result.Refusal == AppendRefusal.Fence)
        {
            throw ApiErrors.Fenced(call.Kind, call.Name);
        }
    }

    private static long Lease(KindDescriptor kind) => kind.Kind.Plural == "events" ? EventLeaseSeconds : 0;
}
