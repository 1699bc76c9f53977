namespace Kuscia.Helm.Releases;

/// <summary>How a chart is installed.</summary>
public sealed record InstallOptions
{
    /// <summary>Name of the release.</summary>
    public required string Name { get; init; }

    /// <summary>Whether a missing namespace is created.</summary>
    public bool CreateNamespace { get; init; }

    /// <summary>Whether nothing is changed.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether templates may look into the cluster although nothing is changed.</summary>
    public bool DryRunLooksUp { get; init; }

    /// <summary>Whether the notes of subcharts are added to those of the top chart.</summary>
    public bool SubchartNotes { get; init; }

    /// <summary>Whether hooks are left out.</summary>
    public bool NoHooks { get; init; }

    /// <summary>Whether the files of <c>crds/</c> are left out.</summary>
    public bool SkipCrds { get; init; }

    /// <summary>Whether an uninstalled or failed release of the name is replaced.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether to wait until everything is ready.</summary>
    public bool Wait { get; init; }

    /// <summary>Whether to wait for jobs as well.</summary>
    public bool WaitForJobs { get; init; }

    /// <summary>Whether a failed install is taken back; implies <see cref="Wait"/>.</summary>
    public bool Atomic { get; init; }

    /// <summary>How long each wait may take; default 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Text kept with the revision; null for the usual one.</summary>
    public string? Description { get; init; }
}
