namespace Kuscia.Psi.Protocols;

/// <summary>What a party knows after the protocol.</summary>
/// <param name="Keys">Own numbers of the common keys, in an order that both parties share; null when this party learns nothing.</param>
/// <param name="Peer">What the partner announced.</param>
internal sealed record Intersection(int[]? Keys, SetSize Peer);
