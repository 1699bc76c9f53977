using System.Collections.Concurrent;
using Kuscia.Model.Meta;

namespace Kuscia.Interconnection.Inbound;

/// <summary>How a host's API answers: which calls fail, since when and how. Thread-safe.</summary>
internal sealed class HostHealth(TimeProvider time)
{
    // A watch that is open for so long works, even when there is nothing to hear.
    private static readonly TimeSpan LongWatch = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, long> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long Since, string What)> _failing = new(StringComparer.Ordinal);

    /// <summary>Notes a sound answer.</summary>
    public void Succeeded(string call) => _failing.TryRemove(call, out _);

    /// <summary>Notes that a watch begins.</summary>
    public void Opened(string watch) => _open[watch] = time.GetTimestamp();

    /// <summary>Notes that a watch is over.</summary>
    public void Closed(string watch) => _open.TryRemove(watch, out _);

    /// <summary>Notes a failure.</summary>
    /// <param name="call">The call.</param>
    /// <param name="what">What came back.</param>
    public void Failed(string call, string what)
    {
        long now = time.GetTimestamp();
        _failing.AddOrUpdate(call, _ => (now, what), (_, old) => (old.Since, what));
    }

    /// <summary>What has failed for longer than <paramref name="patience"/>, as one line; null when nothing has.</summary>
    public string? Trouble(TimeSpan patience)
    {
        List<string> calls = [.. _failing.Where(f => time.GetElapsedTime(f.Value.Since) >= patience && !IsLongOpen(f.Key)).OrderBy(f => f.Value.Since).Select(f => $"{f.Key}: {f.Value.What}")];
        return calls.Count == 0 ? null : PrintableLine.Of(string.Join("; ", calls));
    }

    private bool IsLongOpen(string watch) => _open.TryGetValue(watch, out long begin) && time.GetElapsedTime(begin) >= LongWatch;
}
