namespace Kuscia.Psi.Protocols;

/// <summary>What a protocol run yields.</summary>
/// <param name="Common">Own numbers of the common keys in the shared order; null when this party is not to learn them.</param>
/// <param name="OwnKeys">Distinct keys of the own table.</param>
/// <param name="PeerKeys">Distinct keys the partner announced.</param>
internal sealed record IntersectionOutcome(int[]? Common, int OwnKeys, int PeerKeys);
