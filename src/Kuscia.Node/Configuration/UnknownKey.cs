namespace Kuscia.Node.Configuration;

/// <summary>A key of the file that no part of the node reads.</summary>
/// <param name="Key">Dotted path.</param>
/// <param name="Nearest">The known key that was probably meant; null when none is near.</param>
internal sealed record UnknownKey(string Key, string? Nearest);
