namespace Kuscia.Helm.Charts;

/// <summary>Bounds that a chart, with all its subcharts, must keep while it is read.</summary>
public sealed record ArchiveLimits
{
    /// <summary>The bounds used when nothing else is said.</summary>
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Bytes of all files after decompression, nested archives included; default 100 MiB.</summary>
    public long MaxTotalBytes { get; init; } = 100L << 20;

    /// <summary>Bytes of one file after decompression; default 5 MiB.</summary>
    public long MaxFileBytes { get; init; } = 5L << 20;

    /// <summary>Number of files and folders, nested archives included; default 10,000.</summary>
    public int MaxEntries { get; init; } = 10_000;

    /// <summary>How deep subcharts may be nested; default 32.</summary>
    public int MaxDepth { get; init; } = 32;
}
