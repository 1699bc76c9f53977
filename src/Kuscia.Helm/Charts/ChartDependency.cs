namespace Kuscia.Helm.Charts;

/// <summary>One dependency declared by a chart; <see cref="Name"/> and <see cref="Enabled"/> change while dependencies are processed.</summary>
public sealed class ChartDependency
{
    /// <summary>Name of the subchart; replaced by the alias once the alias was applied.</summary>
    public required string Name { get; set; }

    /// <summary>Version or version range.</summary>
    public string Version { get; init; } = "";

    /// <summary>Repository address.</summary>
    public string Repository { get; init; } = "";

    /// <summary>Comma-separated paths of values that switch the subchart.</summary>
    public string Condition { get; init; } = "";

    /// <summary>Tags that switch the subchart together with others.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Name under which the subchart appears; empty for its own name.</summary>
    public string Alias { get; init; } = "";

    /// <summary>Tables of the subchart that are copied into the parent's values.</summary>
    public IReadOnlyList<ImportValue> ImportValues { get; set; } = [];

    /// <summary>The result of conditions and tags.</summary>
    public bool Enabled { get; set; }
}
