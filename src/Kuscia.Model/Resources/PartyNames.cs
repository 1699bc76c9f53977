namespace Kuscia.Model.Resources;

/// <summary>Lists of domain ids in annotations, joined with <c>_</c>.</summary>
public static class PartyNames
{
    /// <summary>The ids in the order written; empty for a missing or empty annotation.</summary>
    public static IReadOnlyList<string> Split(string? joined) =>
        string.IsNullOrEmpty(joined) ? [] : joined.Split('_', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The annotation value.</summary>
    public static string Join(IEnumerable<string> parties) => string.Join('_', parties);
}
