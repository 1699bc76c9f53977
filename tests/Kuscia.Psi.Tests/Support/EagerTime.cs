namespace Kuscia.Psi.Tests.Support;

/// <summary>Time in which short waits are over at once, so that retries cost a test nothing; time limits keep their length.</summary>
internal sealed class EagerTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime < TimeSpan.FromSeconds(10) ? TimeSpan.Zero : dueTime, period);
}
