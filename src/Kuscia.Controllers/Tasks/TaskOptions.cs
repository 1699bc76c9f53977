namespace Kuscia.Controllers.Tasks;

/// <summary>How tasks are driven.</summary>
public sealed record TaskOptions
{
    /// <summary>First port that engines may get; default 20000.</summary>
    public int FirstPort { get; init; } = 20000;

    /// <summary>Last port that engines may get; default 32766.</summary>
    public int LastPort { get; init; } = 32766;

    /// <summary>Longest pause between two attempts to create a task that something hinders; default 5 s.</summary>
    public static TimeSpan AdmissionRetry { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Default of <c>scheduleConfig.lifecycleSeconds</c>: 300.</summary>
    public int LifecycleSeconds { get; init; } = 300;
}
