namespace Kuscia.Node.Demo;

/// <summary>What the user asked of the demo.</summary>
internal sealed record DemoOptions
{
    /// <summary>How the parties are connected.</summary>
    public DemoMode Mode { get; init; }

    /// <summary>Rows of each table; default 10,000. Nine tenths of them are in both.</summary>
    public int Rows { get; init; } = 10_000;

    /// <summary>Leave the nodes running until Ctrl-C.</summary>
    public bool Keep { get; init; }

    /// <summary>Print one JSON object instead of the story.</summary>
    public bool Json { get; init; }

    /// <summary>Folder of the demo; null makes one under the temporary folder.</summary>
    public string? Directory { get; init; }
}
