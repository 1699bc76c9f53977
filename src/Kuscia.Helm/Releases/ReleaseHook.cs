namespace Kuscia.Helm.Releases;

/// <summary>An object that is not part of a release but runs at certain moments of its life.</summary>
public sealed class ReleaseHook
{
    /// <summary>Name of the object.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The template it came from.</summary>
    public required string Path { get; init; }

    /// <summary>Its document.</summary>
    public required string Manifest { get; init; }

    /// <summary>When it runs.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Smaller weights run first.</summary>
    public int Weight { get; init; }

    /// <summary>When it is deleted; before its next creation if empty.</summary>
    public IReadOnlyList<string> DeletePolicies { get; set; } = [];

    /// <summary>When it was last started; null if never.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it last ended; null if never.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>Unknown, Running, Succeeded or Failed; empty if it never ran.</summary>
    public string Phase { get; set; } = "";
}
