namespace Kuscia.Helm.Releases;

/// <summary>How a release is uninstalled.</summary>
public sealed record UninstallOptions
{
    /// <summary>Whether nothing is changed.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether hooks are left out.</summary>
    public bool NoHooks { get; init; }

    /// <summary>Whether a release that does not exist counts as uninstalled.</summary>
    public bool IgnoreNotFound { get; init; }

    /// <summary>Whether the record of the release stays.</summary>
    public bool KeepHistory { get; init; }

    /// <summary>Whether to wait until all objects are gone.</summary>
    public bool Wait { get; init; }

    /// <summary>How long each wait may take; default 5 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Text kept with the revision; null for the usual one.</summary>
    public string? Description { get; init; }
}
