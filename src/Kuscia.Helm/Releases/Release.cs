using Kuscia.Helm.Charts;
using Kuscia.Helm.GoValues;

namespace Kuscia.Helm.Releases;

/// <summary>One revision of a chart in a cluster. Not thread-safe.</summary>
public sealed class Release
{
    /// <summary>Name, unique in its namespace.</summary>
    public required string Name { get; init; }

    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Revision, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The chart, without its subcharts when it was read from the store; null when unknown.</summary>
    public Chart? Chart { get; init; }

    /// <summary>The values the user gave.</summary>
    public ValueMap? Config { get; init; }

    /// <summary>All objects as YAML.</summary>
    public string Manifest { get; init; } = "";

    /// <summary>The hooks.</summary>
    public IReadOnlyList<ReleaseHook> Hooks { get; init; } = [];

    /// <summary>One of <see cref="ReleaseStatus"/>.</summary>
    public string Status { get; set; } = ReleaseStatus.Unknown;

    /// <summary>What happened last, for people.</summary>
    public string Description { get; set; } = "";

    /// <summary>Notes for the user.</summary>
    public string Notes { get; init; } = "";

    /// <summary>When the first revision was deployed.</summary>
    public DateTimeOffset? FirstDeployed { get; init; }

    /// <summary>When this revision was deployed.</summary>
    public DateTimeOffset? LastDeployed { get; set; }

    /// <summary>When it was deleted; null if it was not.</summary>
    public DateTimeOffset? Deleted { get; set; }

    /// <summary>Labels of the stored object; not part of the record itself.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    internal Release WithoutChart() => new()
    {
        Name = Name,
        Namespace = Namespace,
        Version = Version,
        Config = Config,
        Manifest = Manifest,
        Hooks = Hooks,
        Status = Status,
        Description = Description,
        Notes = Notes,
        FirstDeployed = FirstDeployed,
        LastDeployed = LastDeployed,
        Deleted = Deleted,
        Labels = Labels,
    };

    internal void SetStatus(string status, string description)
    {
        Status = status;
        Description = description;
    }
}
