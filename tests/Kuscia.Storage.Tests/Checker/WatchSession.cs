namespace Kuscia.Storage.Tests.Checker;

/// <summary>An event as a watcher printed it.</summary>
/// <param name="Revision">Its revision.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; null for a deletion.</param>
/// <param name="Previous">The revision before.</param>
internal sealed record Seen(long Revision, string Key, string? Value, long Previous);

/// <summary>What one watcher saw from one revision on, in its order.</summary>
/// <param name="Instance">The process.</param>
/// <param name="From">It asked for what came after this revision.</param>
internal sealed record WatchSession(string Instance, long From)
{
    public List<Seen> Events { get; } = [];
}

/// <summary>What a list showed.</summary>
/// <param name="Instance">The process.</param>
/// <param name="Revision">The revision it said.</param>
/// <param name="Prefix">The keys asked for.</param>
/// <param name="Values">Key and value.</param>
internal sealed record ListSeen(string Instance, long Revision, string Prefix, IReadOnlyDictionary<string, string> Values);
