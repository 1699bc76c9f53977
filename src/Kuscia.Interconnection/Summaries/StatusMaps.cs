namespace Kuscia.Interconnection.Summaries;

/// <summary>Copies entries of per-domain maps: everybody writes only the entries of the domains that are theirs.</summary>
internal static class StatusMaps
{
    /// <summary>The target with those entries of the source that the filter names; the same instance when nothing differs.</summary>
    public static IReadOnlyDictionary<string, T>? Copy<T>(
        IReadOnlyDictionary<string, T>? target, IReadOnlyDictionary<string, T>? source, Func<string, bool> filter)
    {
        Dictionary<string, T>? changed = null;
        foreach ((string domain, T value) in source ?? new Dictionary<string, T>())
        {
            bool same = target is not null && target.TryGetValue(domain, out T? old) && EqualityComparer<T>.Default.Equals(old, value);
            if (filter(domain) && !same)
            {
                changed ??= new Dictionary<string, T>(target ?? new Dictionary<string, T>());
                changed[domain] = value;
            }
        }

        return changed ?? target;
    }

    /// <summary>The entries of all other domains.</summary>
    public static IReadOnlyDictionary<string, T>? Without<T>(IReadOnlyDictionary<string, T>? map, IReadOnlyList<string> domains) =>
        map?.Where(e => !domains.Contains(e.Key)).ToDictionary(e => e.Key, e => e.Value);
}
