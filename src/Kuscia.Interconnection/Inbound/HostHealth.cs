using System.Collections.Concurrent;
using Kuscia.Model.Meta;

namespace Kuscia.Interconnection.Inbound;

/// <summary>How a host's API answers: which calls fail, since when and how. Thread-safe.</summary>
internal sealed class HostHealth(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (long Since, string What)> _failing = new(StringComparer.Ordinal);

    /// <summary>Notes a sound answer.</summary>
    public void Succeeded(string call) => _failing.TryRemove(call, out _);

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
        List<string> calls = [.. _failing.Where(f => time.GetElapsedTime(f.Value.Since) >= patience).OrderBy(f => f.Value.Since).Select(f => $"{f.Key}: {f.Value.What}")];
        return calls.Count == 0 ? null : PrintableLine.Of(string.Join("; ", calls));
    }
}
