namespace Kuscia.Psi.Protocols;

/// <summary>Who learns the common keys.</summary>
/// <param name="SelfReceives">This party does.</param>
/// <param name="PeerReceives">The partner does.</param>
internal readonly record struct ReceiverRoles(bool SelfReceives, bool PeerReceives);
