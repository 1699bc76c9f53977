namespace Kuscia.Client.SignIn;

/// <summary>Whom a user acts as (Kubernetes user impersonation).</summary>
/// <param name="User">Name of the other user.</param>
/// <param name="Uid">His uid; null for none.</param>
/// <param name="Group">His group; null for none.</param>
public sealed record Impersonation(string User, string? Uid, string? Group);
