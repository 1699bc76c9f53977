namespace Kuscia.Operations.Http;

/// <summary>Where and how calls of an API are logged.</summary>
public sealed record RequestLogOptions
{
    /// <summary>The file, for example <c>var/logs/kusciaapi.log</c>; older ones are <c>FILE.1</c>, <c>FILE.2</c>, …</summary>
    public required string Path { get; init; }

    /// <summary>Files kept, the current one included; default 5.</summary>
    public int MaxFiles { get; init; } = 5;

    /// <summary>Size in bytes after which a new file is begun; default 512 MiB.</summary>
    public long MaxFileBytes { get; init; } = 512L << 20;

    /// <summary>Parts of paths whose bodies are never written.</summary>
    public IReadOnlyList<string> WithoutBodies { get; init; } = [];
}
