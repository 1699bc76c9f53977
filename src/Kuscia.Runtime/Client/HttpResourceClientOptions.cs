namespace Kuscia.Runtime.Client;

/// <summary>How an HTTP client of a Kubernetes API introduces itself.</summary>
public sealed record HttpResourceClientOptions
{
    /// <summary>Bearer token; null sends none (client certificates live in the handler).</summary>
    public string? BearerToken { get; init; }

    /// <summary>Product token of the User-Agent header.</summary>
    public string UserAgent { get; init; } = "kuscia";

    /// <summary>Headers added to every request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Time limit of every call; of a watch for its answer to begin, and from the first to the last byte of one event. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A watch that carries nothing for so long, not even a bookmark, counts as broken; default 3 min (servers send a bookmark about every minute).</summary>
    public TimeSpan WatchSilence { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Largest answer that is read, in bytes; default 256 MiB.</summary>
    public long MaxResponseBytes { get; init; } = 256L << 20;

    /// <summary>Largest event of a watch that is read, in bytes; default 16 MiB.</summary>
    public long MaxEventBytes { get; init; } = 16L << 20;
}
