namespace KubeFate.Clusters;

/// <summary>What a cluster is in; the numbers are those of the database.</summary>
internal enum ClusterStatus
{
    Pending = 1,
    Creating,
    Deleting,
    Updating,
    Running,
    Unavailable,
    Deleted,
    Rollback,
    Failed,
    Unknown,
}
