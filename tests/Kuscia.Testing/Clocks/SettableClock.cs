namespace Kuscia.Testing.Clocks;

/// <summary>The system's time with a clock that somebody sets: the date jumps, what is measured and what waits goes on evenly.</summary>
public sealed class SettableClock : TimeProvider
{
    private long _offset;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offset));

    /// <summary>Sets the clock forward, or back when the span is negative.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);
}
