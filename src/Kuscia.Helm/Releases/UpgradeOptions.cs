namespace Kuscia.Helm.Releases;

/// <summary>How a release is upgraded.</summary>
public sealed record UpgradeOptions
{
    /// <summary>Name of the release.</summary>
    public required string Name { get; init; }

    /// <summary>Whether nothing is changed.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether templates may look into the cluster although nothing is changed.</summary>
    public bool DryRunLooksUp { get; init; }

    /// <summary>Whether the notes of subcharts are added to those of the top chart.</summary>
    public bool SubchartNotes { get; init; }

    /// <summary>Whether hooks are left out.</summary>
    public bool NoHooks { get; init; }

    /// <summary>Whether the values of the last revision are the base of the new ones.</summary>
    public bool ReuseValues { get; init; }

    /// <summary>Whether the values of the last revision are forgotten even when no new ones are given.</summary>
    public bool ResetValues { get; init; }

    /// <summary>Whether the defaults of the new chart are the base, then the values the user gave before, then the new ones.</summary>
    public bool ResetThenReuseValues { get; init; }

    /// <summary>Whether objects are replaced instead of patched.</summary>
    public bool Force { get; init; }

    /// <summary>Whether to wait until everything is ready.</summary>
    public bool Wait { get; init; }

    /// <summary>Whether to wait for jobs as well.</summary>
    public bool WaitForJobs { get; init; }

    /// <summary>Whether a failed upgrade is rolled back; implies <see cref="Wait"/>.</summary>
    public bool Atomic { get; init; }

    /// <summary>Whether objects created by a failed upgrade are deleted.</summary>
    public bool CleanupOnFail { get; init; }

    /// <summary>How long each wait may take; default 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many revisions are kept; 0 for all. Default 10.</summary>
    public int MaxHistory { get; init; } = 10;

    /// <summary>Text kept with the revision; null for the usual one.</summary>
    public string? Description { get; init; }
}
