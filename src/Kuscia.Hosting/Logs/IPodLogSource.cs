namespace Kuscia.Hosting.Logs;

/// <summary>What part of a container log a reader wants (query of <c>pods/NAME/log</c>).</summary>
public sealed record PodLogOptions
{
    /// <summary>Container; null when the pod has one only.</summary>
    public string? Container { get; init; }

    /// <summary>Stay and send new lines until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>The log of the previous run of the container.</summary>
    public bool Previous { get; init; }

    /// <summary>Only the last lines; null for all.</summary>
    public long? TailLines { get; init; }

    /// <summary>At most this many bytes; null for no limit.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>Only lines younger than this; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Put the time before each line.</summary>
    public bool Timestamps { get; init; }
}

/// <summary>Gives the logs of pods, also of those that are gone. Implemented by the agent, read by the API server and KusciaAPI.</summary>
public interface IPodLogSource
{
    /// <summary>Writes the log to <paramref name="destination"/>; false when this source knows no such pod or container.</summary>
    Task<bool> CopyToAsync(Kuscia.Model.Meta.ResourceName pod, PodLogOptions options, Stream destination, CancellationToken cancellationToken);
}
