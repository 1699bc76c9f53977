using Kuscia.Model;

namespace Kuscia.Controllers.Scheduling;

/// <summary>How pods are placed.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Pods with this scheduler name are placed; default <c>kuscia-scheduler</c>.</summary>
    public string SchedulerName { get; init; } = WellKnownNames.Scheduler;

    /// <summary>How long a party holds resources for the others when its TaskResource does not say, in seconds; default 30.</summary>
    public int ResourceReservedSeconds { get; init; } = 30;
}
