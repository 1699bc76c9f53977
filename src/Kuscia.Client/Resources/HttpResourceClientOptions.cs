namespace Kuscia.Client.Resources;

/// <summary>How an HTTP client of a Kubernetes API introduces itself, how long it waits and how much it reads.</summary>
public sealed record HttpResourceClientOptions
{
    /// <summary>Product token of the User-Agent header.</summary>
    public string UserAgent { get; init; } = "kuscia";

    /// <summary>Headers added to every request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Time limit of every call; of a watch for its answer to begin, and from the first to the last byte of one event. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time limit of a list with all its pages; default 5 min.</summary>
    public static TimeSpan ListTimeout { get; } = TimeSpan.FromMinutes(5);

    /// <summary>A watch that carries nothing for so long, not even a bookmark, counts as broken; default 3 min (servers send a bookmark about every minute).</summary>
    public TimeSpan WatchSilence { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Largest answer that is read, in bytes; of a list, its largest page. Default 256 MiB.</summary>
    public long MaxResponseBytes { get; init; } = 256L << 20;

    /// <summary>Deepest nesting of an answer; default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>True gives the sentences of the server as they are, line ends and all: for a server that its user has chosen. Default false: a short printable line.</summary>
    public bool KeepsWords { get; init; }

    /// <summary>Largest event of a watch that is read, in bytes; default 16 MiB.</summary>
    public long MaxEventBytes { get; init; } = 16L << 20;

    /// <summary>Events of one watch that are taken in a second; what comes faster waits. Default unlimited.</summary>
    public int MaxEventsPerSecond { get; init; } = int.MaxValue;

    /// <summary>Objects asked for in one page of a list; a page that is too large is asked for again with fewer. Default 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Most objects of one list; default 1 million.</summary>
    public int MaxListObjects { get; init; } = 1_000_000;

    /// <summary>Most that all objects of one list may weigh (see <see cref="AnswerWeight"/>); default 4 GiB.</summary>
    public long MaxListWeight { get; init; } = 4L << 30;
}
