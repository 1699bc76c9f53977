namespace Kuscia.Storage.Tests.Checker;

/// <summary>How a run goes.</summary>
internal sealed record CheckerOptions
{
    /// <summary>Processes on the store.</summary>
    public int Instances { get; init; } = 3;

    /// <summary>Rounds of faults are begun until this time is over; one at least.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.Zero;

    /// <summary>Pause of a client between two operations.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Longest time for which a process is stopped.</summary>
    public TimeSpan Stop { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Writes that are acknowledged between two faults.</summary>
    public int Writes { get; init; } = 30;

    /// <summary>Longest time for something that must happen.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);
}
