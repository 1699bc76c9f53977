namespace Kuscia.Operations.Envelopes;

/// <summary>Who calls an operation: the owner of the node, who may do everything, or one domain, which may touch what concerns it.</summary>
/// <param name="Domain">The calling domain; <c>master</c> for the owner.</param>
/// <param name="IsOwner">True for the owner of the node.</param>
public sealed record Caller(string Domain, bool IsOwner)
{
    /// <summary>The certificate name of a calling task; null when no task calls.</summary>
    public string? Task { get; init; }

    /// <summary>Who holds the credentials of the node.</summary>
    public static readonly Caller Owner = new("master", true);

    /// <summary>True when the caller may touch objects of a domain.</summary>
    public bool Owns(string domain) => IsOwner || string.Equals(Domain, domain, StringComparison.Ordinal);
}
