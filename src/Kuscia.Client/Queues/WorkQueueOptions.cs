namespace Kuscia.Client.Queues;

/// <summary>How a queue works off its keys.</summary>
public sealed record WorkQueueOptions
{
    /// <summary>Keys worked on at the same time; default 4.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>First delay after a failure; doubles with each further one. Default 5 ms.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Longest delay after a failure; default 30 s.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);
}
