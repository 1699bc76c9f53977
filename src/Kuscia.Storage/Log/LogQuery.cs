namespace Kuscia.Storage.Log;

/// <summary>A range read.</summary>
/// <param name="Prefix">Keys that begin with this text.</param>
public sealed record LogQuery(string Prefix)
{
    /// <summary>Revision to show; 0 for the newest.</summary>
    public long Revision { get; init; }

    /// <summary>At most this many keys; 0 for all.</summary>
    public int Limit { get; init; }

    /// <summary>Start behind this key; null starts at the first.</summary>
    public string? AfterKey { get; init; }

    /// <summary>Count the keys behind the cut.</summary>
    public bool CountRemaining { get; init; }
}
