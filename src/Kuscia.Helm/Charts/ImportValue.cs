namespace Kuscia.Helm.Charts;

/// <summary>One entry of <c>import-values</c>: a table of the subchart copied into the parent's values.</summary>
/// <param name="Child">Dotted path in the subchart, or the bare name of an export.</param>
/// <param name="Parent">Dotted path in the parent; null when the entry is a bare export name.</param>
public sealed record ImportValue(string Child, string? Parent);
