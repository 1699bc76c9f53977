using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

public sealed record Namespace : Resource
{
    public NamespaceSpec? Spec { get; init; }
    public NamespaceStatus? Status { get; init; }
}

public sealed record NamespaceSpec
{
    public IReadOnlyList<string>? Finalizers { get; init; }
}

public sealed record NamespaceStatus
{
    public string? Phase { get; init; }
    public IReadOnlyList<Condition>? Conditions { get; init; }
}
