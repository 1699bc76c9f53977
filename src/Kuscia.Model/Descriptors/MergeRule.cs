namespace Kuscia.Model.Descriptors;

/// <summary>How one member of an object merges: by a strategic merge patch (kubectl, Helm) and by server-side apply. Immutable.</summary>
public sealed record MergeRule
{
    /// <summary>The rule of members that are not named: lists are replaced and owned as a whole, maps merge member by member.</summary>
    public static readonly MergeRule Default = new();

    /// <summary>For a strategic merge patch the member by which items of the list are matched; empty merges plain values as a set; null replaces the list.</summary>
    public string? PatchKey { get; init; }

    /// <summary>A strategic merge patch keeps only the members that it names, because they exclude each other.</summary>
    public bool KeepsOnlyGiven { get; init; }

    /// <summary>For server-side apply the members by which items of the list are known; none for a set of plain values; null owns the list as a whole.</summary>
    public IReadOnlyList<string>? ApplyKeys { get; init; }

    /// <summary>Server-side apply owns the map, or each item of the list, as a whole.</summary>
    public bool IsWhole { get; init; }

    /// <summary>What the member, or an item of the list, is made of.</summary>
    public MergeStructure Inside { get; init; } = MergeStructure.Empty;
}
