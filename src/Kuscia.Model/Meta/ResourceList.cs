namespace Kuscia.Model.Meta;

/// <summary>The answer to a list call.</summary>
/// <param name="Items">The objects, in key order.</param>
/// <param name="ResourceVersion">The version of the store that the list shows; a watch may start from it.</param>
public sealed record ResourceList<T>(IReadOnlyList<T> Items, string ResourceVersion)
    where T : Resource;
