namespace Kuscia.ApiServer.Callers;

/// <summary>Who sends a request.</summary>
internal sealed record UserInfo(string Name, IReadOnlyList<string> Groups, string? Uid = null)
{
    /// <summary>The group that may do everything.</summary>
    public const string MastersGroup = "system:masters";

    /// <summary>Every caller that proved an identity is in this group.</summary>
    public const string AuthenticatedGroup = "system:authenticated";

    /// <summary>Before namespace and name of a service account.</summary>
    public const string AccountPrefix = "system:serviceaccount:";

    /// <summary>The node's own modules.</summary>
    public static readonly UserInfo Local = new("system:apiserver", [MastersGroup, AuthenticatedGroup]);

    /// <summary>A caller without credentials.</summary>
    public static readonly UserInfo Anonymous = new("system:anonymous", ["system:unauthenticated"]);

    /// <summary>The object with which the caller's token ends, or null.</summary>
    public BoundObject? Bound { get; init; }

    /// <summary>The namespace of the service account that the caller is; null for anybody else.</summary>
    public string? AccountNamespace => Name.StartsWith(AccountPrefix, StringComparison.Ordinal) ? Name[AccountPrefix.Length..].Split(':')[0] : null;

    /// <summary>The name of a caller that is a service account.</summary>
    public static string OfAccount(string? @namespace, string name) => $"{AccountPrefix}{@namespace}:{name}";

    /// <summary>True for a caller without credentials.</summary>
    public bool IsAnonymous => Name == Anonymous.Name;

    /// <summary>True for members of system:masters.</summary>
    public bool IsMaster => Groups.Contains(MastersGroup);
}
