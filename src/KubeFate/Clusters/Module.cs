namespace KubeFate.Clusters;

/// <summary>One workload of a cluster.</summary>
/// <param name="Kind">Deployment or StatefulSet.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">What clients are told: Available, Progressing, ReplicaFailure or Undefined.</param>
/// <param name="Ready">How many of its pods are ready, of how many: <c>0/1</c>.</param>
/// <param name="Fault">Why it is not ready; null when it is.</param>
internal sealed record Module(string Kind, string Name, string Status, string Ready, string? Fault)
{
    /// <summary>Whether its status says so.</summary>
    public bool IsAvailable => Status == "Available";

    /// <summary>Whether it serves in the form that was asked for last.</summary>
    public bool IsReady => IsAvailable && Fault is null;
}
