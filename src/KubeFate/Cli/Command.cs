namespace KubeFate.Cli;

/// <summary>A command, or a group of commands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Usage">What it does, in one line.</param>
internal sealed record Command(string Name, string Usage)
{
    /// <summary>A second name; empty for none.</summary>
    public string Alias { get; init; } = "";

    public IReadOnlyList<Flag> Flags { get; init; } = [];

    /// <summary>Flags that must be given.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    public IReadOnlyList<Command> Children { get; init; } = [];

    /// <summary>Whether it needs no config.yaml.</summary>
    public bool IsAlone { get; init; }

    /// <summary>What it does; null for a group.</summary>
    public Func<Invocation, Task>? Run { get; init; }
}
