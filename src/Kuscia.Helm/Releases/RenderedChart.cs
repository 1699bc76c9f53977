namespace Kuscia.Helm.Releases;

/// <summary>What a chart gives for certain values.</summary>
public sealed record RenderedChart
{
    /// <summary>The text of every template file, by path, before it is split; partials are left out.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>All objects in the order of creation, as <c>helm get manifest</c> prints them; hooks and notes are left out.</summary>
    public required string Manifest { get; init; }

    /// <summary>The same objects one by one.</summary>
    public required IReadOnlyList<Manifest> Manifests { get; init; }

    /// <summary>The hooks in the order of kinds.</summary>
    public required IReadOnlyList<ReleaseHook> Hooks { get; init; }

    /// <summary>The notes for the user; empty when there are none.</summary>
    public required string Notes { get; init; }
}
