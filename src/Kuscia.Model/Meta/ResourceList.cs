namespace Kuscia.Model.Meta;

/// <summary>The answer to a list call.</summary>
/// <param name="Items">The objects, in key order.</param>
/// <param name="ResourceVersion">The version of the store that the list shows; a watch may start from it.</param>
public sealed record ResourceList<T>(IReadOnlyList<T> Items, string ResourceVersion)
    where T : Resource
{
    /// <summary>About what each object takes in memory, in bytes and in the order of the items; empty when they did not come over a network.</summary>
    public IReadOnlyList<long> Weights { get; init; } = [];
}
