namespace Kuscia.Model.Descriptors;

/// <summary>Where the subresource <c>scale</c> of a kind finds what it shows and sets, as paths such as <c>.spec.replicas</c>.</summary>
/// <param name="Wanted">The number of replicas wanted.</param>
/// <param name="Present">The number of replicas that are there.</param>
/// <param name="Selector">The label selector as text; null for none.</param>
public sealed record ScalePaths(string Wanted, string Present, string? Selector);
