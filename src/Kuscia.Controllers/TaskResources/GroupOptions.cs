namespace Kuscia.Controllers.TaskResources;

/// <summary>How TaskResourceGroups are driven.</summary>
public sealed record GroupOptions
{
    /// <summary>Life of a group that does not say, in seconds; default 300.</summary>
    public int LifecycleSeconds { get; init; } = 300;

    /// <summary>How much longer than the initiator's group a partner's group waits before it gives up by itself; default 60 s.</summary>
    public static TimeSpan PartnerGrace { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Pause between two attempts to create a TaskResource that the API does not take now; default 5 s.</summary>
    public static TimeSpan CreationRetry { get; } = TimeSpan.FromSeconds(5);
}
