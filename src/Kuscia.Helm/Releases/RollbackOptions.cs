namespace Kuscia.Helm.Releases;

/// <summary>How a release is rolled back.</summary>
public sealed record RollbackOptions
{
    /// <summary>Name of the release.</summary>
    public required string Name { get; init; }

    /// <summary>The revision to return to; 0 for the one before the last.</summary>
    public int Version { get; init; }

    /// <summary>Whether nothing is changed.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether hooks are left out.</summary>
    public bool NoHooks { get; init; }

    /// <summary>Whether objects are replaced instead of patched.</summary>
    public bool Force { get; init; }

    /// <summary>Whether to wait until everything is ready.</summary>
    public bool Wait { get; init; }

    /// <summary>Whether to wait for jobs as well.</summary>
    public bool WaitForJobs { get; init; }

    /// <summary>Whether objects created by a failed rollback are deleted.</summary>
    public bool CleanupOnFail { get; init; }

    /// <summary>How long each wait may take; default 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many revisions are kept; 0 for all. Default 10.</summary>
    public int MaxHistory { get; init; } = 10;
}
