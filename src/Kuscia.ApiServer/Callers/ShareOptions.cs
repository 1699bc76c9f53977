namespace Kuscia.ApiServer.Callers;

/// <summary>
/// What one caller may take of the API server. A caller is a user, or all service accounts of one namespace together (a partner's accounts live in its namespace); members of
/// system:masters are not counted. Beyond a figure the answer is 429 with Retry-After and names limit and caller.
/// </summary>
public sealed record ShareOptions
{
    /// <summary>Requests at once, watches not counted; default 64.</summary>
    public int Requests { get; init; } = 64;

    /// <summary>Watches and followed logs at once; default 100.</summary>
    public int LongRequests { get; init; } = 100;

    /// <summary>Writes a second in the long run; default 100.</summary>
    public double WritesPerSecond { get; init; } = 100;

    /// <summary>Writes at once after a quiet time; default 1000.</summary>
    public int WriteBurst { get; init; } = 1000;

    /// <summary>Events of all watches together, a second in the long run; default 500. Beyond it they come later and more at once.</summary>
    public double EventsPerSecond { get; init; } = 500;

    /// <summary>Events at once after a quiet time; default 5000.</summary>
    public int EventBurst { get; init; } = 5000;

    /// <summary>Bytes of revisions (new and old value of each write) within <see cref="RevisionWindow"/>; default 256 MiB.</summary>
    public long RevisionBytes { get; init; } = 256L << 20;

    /// <summary>The time in which <see cref="RevisionBytes"/> may be written anew; default 10 minutes, so that compaction keeps up.</summary>
    public TimeSpan RevisionWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Objects in one namespace, whoever made them, up to which a counted caller may add more; default 10,000.</summary>
    public long Objects { get; init; } = 10_000;

    /// <summary>Bytes of the objects of one namespace up to which a counted caller may add more; default 256 MiB.</summary>
    public long ObjectBytes { get; init; } = 256L << 20;

    /// <summary>How long a namespace that was found full is not counted again; default 10 s.</summary>
    public TimeSpan CountInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of the objects of one list answer without <c>limit</c>; default 64 MiB. Beyond it the answer is 413 and says to ask in pages.</summary>
    public long ListBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of the objects of one page: a list with <c>limit</c> is cut there too; default 16 MiB.</summary>
    public long PageBytes { get; init; } = 16L << 20;

    /// <summary>Bytes of list answers in work at once; default 96 MiB.</summary>
    public long AnswerBytes { get; init; } = 96L << 20;
}
