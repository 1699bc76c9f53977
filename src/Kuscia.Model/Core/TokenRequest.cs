using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

/// <summary>Asks the API server for a service-account token (<c>serviceaccounts/NAME/token</c>).</summary>
public sealed record TokenRequest : Resource
{
    public TokenRequestSpec? Spec { get; init; }
    public TokenRequestStatus? Status { get; init; }
}

[OpenSchema]
public sealed record TokenRequestSpec
{
    public IReadOnlyList<string>? Audiences { get; init; }
    public long? ExpirationSeconds { get; init; }
}

public sealed record TokenRequestStatus
{
    public string? Token { get; init; }
    public DateTimeOffset? ExpirationTimestamp { get; init; }
}

/// <summary>Binds a pod to a node (<c>pods/NAME/binding</c>).</summary>
public sealed record Binding : Resource
{
    public ObjectReference? Target { get; init; }
}
