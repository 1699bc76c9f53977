namespace Kuscia.Helm.Releases;

/// <summary>The states of a release, by the words Helm stores.</summary>
public static class ReleaseStatus
{
    /// <summary>Not known.</summary>
    public const string Unknown = "unknown";

    /// <summary>In the cluster; at most one revision of a release.</summary>
    public const string Deployed = "deployed";

    /// <summary>Deleted, history kept.</summary>
    public const string Uninstalled = "uninstalled";

    /// <summary>Replaced by a later revision.</summary>
    public const string Superseded = "superseded";

    /// <summary>Not brought to the cluster as wanted.</summary>
    public const string Failed = "failed";

    /// <summary>Being deleted.</summary>
    public const string Uninstalling = "uninstalling";

    /// <summary>Being installed.</summary>
    public const string PendingInstall = "pending-install";

    /// <summary>Being upgraded.</summary>
    public const string PendingUpgrade = "pending-upgrade";

    /// <summary>Being rolled back.</summary>
    public const string PendingRollback = "pending-rollback";

    internal static bool IsPending(string status) => status is PendingInstall or PendingUpgrade or PendingRollback;
}
