using Kuscia.Model.Meta;

namespace Kuscia.Model.Core;

/// <summary>What the pods of a workload are made from.</summary>
public sealed record PodTemplateSpec
{
    public ObjectMeta? Metadata { get; init; }
    public PodSpec? Spec { get; init; }
}
