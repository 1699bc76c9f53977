using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record ConfigMap : Resource
{
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>Binary values, base64 on the wire.</summary>
    public IReadOnlyDictionary<string, byte[]>? BinaryData { get; init; }
    public bool? Immutable { get; init; }
}

public sealed record Secret : Resource
{
    public string? Type { get; init; }

    /// <summary>Values, base64 on the wire.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; init; }
    public IReadOnlyDictionary<string, string>? StringData { get; init; }
    public bool? Immutable { get; init; }
}

[OpenSchema]
public sealed record ServiceAccount : Resource
{
    public IReadOnlyList<ObjectReference>? Secrets { get; init; }
    public bool? AutomountServiceAccountToken { get; init; }
}

[OpenSchema]
public sealed record ResourceQuota : Resource
{
    public ResourceQuotaSpec? Spec { get; init; }
    public ResourceQuotaStatus? Status { get; init; }
}

[OpenSchema]
public sealed record ResourceQuotaSpec
{
    public IReadOnlyDictionary<string, Json.IntOrString>? Hard { get; init; }
    public IReadOnlyList<string>? Scopes { get; init; }
}

/// <summary>What a quota allows and what is taken of it.</summary>
[OpenSchema]
public sealed record ResourceQuotaStatus
{
    public IReadOnlyDictionary<string, Json.IntOrString>? Hard { get; init; }
    public IReadOnlyDictionary<string, Json.IntOrString>? Used { get; init; }
}
