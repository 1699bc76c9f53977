namespace Kuscia.Psi.Protocols;

/// <summary>A choice with its reason.</summary>
/// <param name="Rr22">True for RR22, false for ECDH, null while it is open.</param>
/// <param name="Reason">Why, for the log.</param>
internal sealed record ProtocolChoice(bool? Rr22, string Reason);
