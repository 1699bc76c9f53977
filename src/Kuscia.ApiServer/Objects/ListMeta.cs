namespace Kuscia.ApiServer.Objects;

/// <summary>The <c>metadata</c> of a list answer.</summary>
internal sealed record ListMeta(string ResourceVersion, string? Continue = null, long? RemainingItemCount = null);
