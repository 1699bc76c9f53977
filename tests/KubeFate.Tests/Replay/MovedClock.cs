namespace KubeFate.Tests.Replay;

/// <summary>The time of the system, which a test may move on.</summary>
internal sealed class MovedClock : TimeProvider
{
    /// <summary>How far ahead it is.</summary>
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}
