namespace KubeFate.Jobs;

/// <summary>What a job is in; the numbers are those of the database.</summary>
internal enum JobStatus
{
    Pending = 1,
    Running,
    Success,
    Failed,
    Rollback,
    Timeout,
    Stopping,
    Canceled,
}
