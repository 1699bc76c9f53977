using System.Collections.Concurrent;
using Kuscia.Model.Meta;

namespace Kuscia.Controllers.Workloads;

/// <summary>
/// What a controller wrote and its cache does not show yet. Until it does, the owner's objects must not be counted: the controller would make again what it made already.
/// Thread-safe.
/// </summary>
internal sealed class Expectations(TimeProvider time)
{
    // A change that never comes was overtaken: what was made is gone again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<ResourceName, ConcurrentDictionary<string, Expected>> _pending = new();

    /// <summary>An object was made.</summary>
    public void Made(ResourceName owner, Resource made) => Note(owner, made, isGone: false);

    /// <summary>An object was deleted.</summary>
    public void Deleted(ResourceName owner, Resource gone) => Note(owner, gone, isGone: true);

    /// <summary>An owner that is gone waits for nothing.</summary>
    public void Forget(ResourceName owner) => _pending.TryRemove(owner, out _);

    /// <summary>Null when the cache shows all that was written; otherwise when to look again.</summary>
    public TimeSpan? Behind(ResourceName owner, Func<ResourceName, Resource?> cached)
    {
        if (!_pending.TryGetValue(owner, out ConcurrentDictionary<string, Expected>? pending))
        {
            return null;
        }

        foreach ((string uid, Expected expected) in pending)
        {
            if (IsSeen(expected, uid, cached(expected.Name)) || time.GetElapsedTime(expected.Since) > Patience)
            {
                pending.TryRemove(uid, out _);
            }
        }

        return pending.IsEmpty ? null : TimeSpan.FromMilliseconds(100);
    }

    private static bool IsSeen(Expected expected, string uid, Resource? cached)
    {
        bool there = cached?.Metadata.Uid == uid;
        return expected.IsGone ? !there || cached?.Metadata.DeletionTimestamp is not null : there;
    }

    private void Note(ResourceName owner, Resource value, bool isGone)
    {
        ConcurrentDictionary<string, Expected> pending = _pending.GetOrAdd(owner, _ => new ConcurrentDictionary<string, Expected>(StringComparer.Ordinal));
        pending[value.Metadata.Uid ?? ""] = new Expected(value.Identity, isGone, time.GetTimestamp());
    }

    private readonly record struct Expected(ResourceName Name, bool IsGone, long Since);
}
