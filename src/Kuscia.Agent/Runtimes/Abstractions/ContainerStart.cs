namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>Everything a runtime needs to start one container once.</summary>
internal sealed record ContainerStart
{
    public required PodKey Pod { get; init; }
    public required string Container { get; init; }

    /// <summary>0 for the first run.</summary>
    public required int Attempt { get; init; }
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Path inside the container; empty for its root.</summary>
    public required string WorkingDirectory { get; init; }
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
    public required IReadOnlyList<ContainerFile> Files { get; init; }
    public required IReadOnlyList<ContainerLink> Links { get; init; }

    /// <summary>Directories that live as long as the pod and are shared by its containers.</summary>
    public IReadOnlyList<ContainerScratch> Scratch { get; init; } = [];

    /// <summary>File of this node that takes its output.</summary>
    public required string LogPath { get; init; }

    /// <summary>Name of the image it is made of, which is in the store.</summary>
    public required string Image { get; init; }

    /// <summary><c>user[:group]</c> to run as; empty for the runtime's own.</summary>
    public string User { get; init; } = "";

    /// <summary>What it may use at most.</summary>
    public ContainerLimits Limits { get; init; } = ContainerLimits.None;
}

/// <summary>A file to be put into the container.</summary>
internal sealed record ContainerFile(string Path, byte[] Content, UnixFileMode Mode);

/// <summary>A path of the container that shows an empty directory of its pod (or a path below it).</summary>
internal sealed record ContainerScratch(string Path, string Volume, string? SubPath);

/// <summary>A path of the container that shows a path of the host.</summary>
internal sealed record ContainerLink(string Path, string HostPath);
