using Kuscia.Helm.Kube;

namespace Kuscia.Helm.Releases;

/// <summary>Where releases are kept and what time it is.</summary>
public sealed record ReleaseEnvironment
{
    /// <summary>The Kubernetes API.</summary>
    public required IKubeCluster Cluster { get; init; }

    /// <summary>Namespace of the releases.</summary>
    public required string Namespace { get; init; }

    /// <summary>The clock of records, waits and labels.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Receives warnings, one line each.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>How often a wait asks; default 2 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How charts are rendered.</summary>
    public RenderSettings Rendering { get; init; } = RenderSettings.Default;
}
