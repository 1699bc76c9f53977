namespace Kuscia.Storage.Tests.Checker;

/// <summary>Whether all watchers saw the same events without a gap, each once and in order, and lists show the state that the events make.</summary>
internal sealed class WatchCheck
{
    private readonly SortedDictionary<long, Seen> _events = [];
    private readonly List<string> _faults = [];

    private WatchCheck(IEnumerable<WatchSession> sessions)
    {
        foreach (WatchSession session in sessions)
        {
            Order(session);
            session.Events.ForEach(e => Know(session, e));
        }
    }

    /// <summary>What is wrong, one sentence each.</summary>
    /// <param name="sessions">What watchers saw.</param>
    /// <param name="lists">What lists showed.</param>
    /// <param name="acknowledged">Revision and value (null for a deletion) of every write that was acknowledged.</param>
    /// <param name="never">Values of writes that were refused or failed.</param>
    public static IReadOnlyList<string> Faults(
        IReadOnlyList<WatchSession> sessions, IReadOnlyList<ListSeen> lists, IEnumerable<(long Revision, string? Value)> acknowledged, IReadOnlySet<string> never)
    {
        WatchCheck check = new(sessions);
        check.Gaps(sessions);
        check.Chains();
        check.Writes(acknowledged, never);
        check.Lists(lists);
        return check._faults;
    }

    private void Order(WatchSession session)
    {
        long last = session.From;
        foreach (Seen seen in session.Events)
        {
            if (seen.Revision <= last)
            {
                _faults.Add($"the watcher of {session.Instance} from {session.From} got revision {seen.Revision} after {last}");
            }

            last = seen.Revision;
        }
    }

    private void Know(WatchSession session, Seen seen)
    {
        if (!_events.TryAdd(seen.Revision, seen) && _events[seen.Revision] != seen)
        {
            _faults.Add($"the watcher of {session.Instance} saw {seen}, another one {_events[seen.Revision]}");
        }
    }

    // Between the revision it began at and the last it saw, nobody saw what it did not see.
    private void Gaps(IReadOnlyList<WatchSession> sessions)
    {
        long[] all = [.. _events.Keys];
        foreach (WatchSession session in sessions.Where(s => s.Events.Count > 0))
        {
            int first = Array.BinarySearch(all, session.From + 1);
            int last = Array.BinarySearch(all, session.Events[^1].Revision);
            long[] expected = all[(first < 0 ? ~first : first)..(last + 1)];
            long[] missed = [.. expected.Except(session.Events.Select(e => e.Revision)).Take(5)];
            if (missed.Length > 0)
            {
                _faults.Add($"the watcher of {session.Instance} from {session.From} to {session.Events[^1].Revision} missed {string.Join(", ", missed)}");
            }
        }
    }

    // Each change of a key names the one before it.
    private void Chains()
    {
        Dictionary<string, Seen> last = [];
        foreach (Seen seen in _events.Values)
        {
            long before = last.TryGetValue(seen.Key, out Seen? known) && known.Value is not null ? known.Revision : 0;
            if (seen.Previous != before)
            {
                _faults.Add($"{seen} replaces revision {seen.Previous}, but the key was at {before}");
            }

            last[seen.Key] = seen;
        }
    }

    private void Writes(IEnumerable<(long Revision, string? Value)> acknowledged, IReadOnlySet<string> never)
    {
        foreach ((long revision, string? value) in acknowledged)
        {
            if (!_events.TryGetValue(revision, out Seen? seen))
            {
                _faults.Add($"the write of {value ?? "a deletion"} was acknowledged at revision {revision}, which no watcher saw");
            }
            else if (seen.Value != value)
            {
                _faults.Add($"the write of {value ?? "a deletion"} was acknowledged at revision {revision}, where watchers saw {seen}");
            }
        }

        _faults.AddRange(_events.Values.Where(e => e.Value is not null && never.Contains(e.Value)).Select(e => $"{e} was answered as not written"));
    }

    private void Lists(IReadOnlyList<ListSeen> lists)
    {
        SortedDictionary<string, string> state = new(StringComparer.Ordinal);
        Seen[] events = [.. _events.Values];
        int next = 0;
        foreach (ListSeen list in lists.OrderBy(l => l.Revision))
        {
            for (; next < events.Length && events[next].Revision <= list.Revision; next++)
            {
                state.Remove(events[next].Key);
                if (events[next].Value is { } value)
                {
                    state[events[next].Key] = value;
                }
            }

            string expected = Show(state.Where(s => s.Key.StartsWith(list.Prefix, StringComparison.Ordinal)));
            string shown = Show(list.Values.OrderBy(v => v.Key, StringComparer.Ordinal));
            if (expected != shown)
            {
                _faults.Add($"the list of {list.Prefix} by {list.Instance} at {list.Revision} shows {shown}, the events make {expected}");
            }
        }
    }

    private static string Show(IEnumerable<KeyValuePair<string, string>> values) => string.Join(", ", values.Select(v => $"{v.Key}={v.Value}"));
}
