namespace Kuscia.Storage.Tests;

/// <summary>A clock that runs fifty times as fast as the real one, so that leases and pauses of seconds pass within a test.</summary>
internal sealed class FastTime : TimeProvider
{
    private const int Factor = 50;
    private readonly long _began = System.GetTimestamp();

    public override long GetTimestamp() => _began + ((System.GetTimestamp() - _began) * Factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period));

    private static TimeSpan Shorter(TimeSpan span) => span <= TimeSpan.Zero ? span : TimeSpan.FromMilliseconds(Math.Max(1, span.TotalMilliseconds / Factor));
}
