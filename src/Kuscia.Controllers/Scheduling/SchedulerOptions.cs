using Kuscia.Model;

namespace Kuscia.Controllers.Scheduling;

/// <summary>How pods are placed.</summary>
public sealed record SchedulerOptions
{
    /// <summary>The scheduler of pods that name none. They are placed as well: nobody else does.</summary>
    public const string DefaultScheduler = "default-scheduler";

    /// <summary>Pods with this scheduler name are placed; default <c>kuscia-scheduler</c>.</summary>
    public string SchedulerName { get; init; } = WellKnownNames.Scheduler;

    /// <summary>How long a party holds resources for the others when its TaskResource does not say, in seconds; default 30.</summary>
    public int ResourceReservedSeconds { get; init; } = 30;
}
