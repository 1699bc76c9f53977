namespace Kuscia.Controllers.Jobs;

/// <summary>How jobs are driven.</summary>
public sealed record JobOptions
{
    /// <summary>True when a user of this cluster must accept the jobs of partners; default false: they are accepted by themselves.</summary>
    public bool EnableWorkloadApprove { get; init; }

    /// <summary>How long a granted table may take to arrive from a partner before the job is refused; default 10 s.</summary>
    public static TimeSpan DataGrace { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an initiator waits for the partners to accept a job and to prepare it; null (the default) waits for ever.</summary>
    public TimeSpan? PartnerAnswerTimeout { get; init; }

    /// <summary>How long a partner that has to answer by program (prepare the job, restart it, name its next task) may be unreachable; default 300 s.</summary>
    public static TimeSpan PartnerSilenceLimit { get; } = TimeSpan.FromSeconds(300);

    /// <summary>How long a job whose task a partner has stopped waits for the command that says why; default 10 s.</summary>
    public static TimeSpan CommandGrace { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between two attempts to create a task that the API does not take now; default 5 s.</summary>
    public static TimeSpan CreationRetry { get; } = TimeSpan.FromSeconds(5);
}
