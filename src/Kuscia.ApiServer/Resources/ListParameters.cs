namespace Kuscia.ApiServer.Resources;

/// <summary>The query of a list or watch.</summary>
internal sealed record ListParameters
{
    public static readonly ListParameters All = new();

    public Selection Selection { get; init; } = Selection.Everything;
    public long Limit { get; init; }
    public string? Continue { get; init; }
    public string? ResourceVersion { get; init; }
    public string? ResourceVersionMatch { get; init; }
    public bool AllowWatchBookmarks { get; init; }
    public bool? SendInitialEvents { get; init; }
    public long? TimeoutSeconds { get; init; }
}
