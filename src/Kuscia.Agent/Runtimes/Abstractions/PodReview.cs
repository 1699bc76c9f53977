namespace Kuscia.Agent.Runtimes.Abstractions;

/// <summary>What a runtime says of a pod's spec before it runs.</summary>
/// <param name="Refused">Why it must not run; null when it may.</param>
/// <param name="WithoutEffect">Paths of members that have no effect, each with its reason where that is not plain.</param>
internal sealed record PodReview(string? Refused, IReadOnlyList<string> WithoutEffect);
