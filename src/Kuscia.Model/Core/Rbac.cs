using Kuscia.Model.Descriptors;
using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record Role : Resource
{
    public IReadOnlyList<PolicyRule>? Rules { get; init; }
}

[OpenSchema]
public sealed record ClusterRole : Resource
{
    public IReadOnlyList<PolicyRule>? Rules { get; init; }
}

public sealed record PolicyRule
{
    public IReadOnlyList<string> Verbs { get; set; } = [];
    public IReadOnlyList<string>? ApiGroups { get; init; }
    public IReadOnlyList<string>? Resources { get; init; }
    public IReadOnlyList<string>? ResourceNames { get; init; }
    public IReadOnlyList<string>? NonResourceURLs { get; init; }
}

public sealed record RoleBinding : Resource
{
    public IReadOnlyList<Subject>? Subjects { get; init; }
    public RoleRef? RoleRef { get; init; }
}

public sealed record ClusterRoleBinding : Resource
{
    public IReadOnlyList<Subject>? Subjects { get; init; }
    public RoleRef? RoleRef { get; init; }
}

public sealed record Subject
{
    public required string Kind { get; init; }
    public string? ApiGroup { get; init; }
    public required string Name { get; init; }
    public string? Namespace { get; init; }
}

public sealed record RoleRef
{
    public required string ApiGroup { get; init; }
    public required string Kind { get; init; }
    public required string Name { get; init; }
}
