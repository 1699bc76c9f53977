using System.Net;

namespace Kuscia.Gateway.Handshake;

/// <summary>A handshake as it came.</summary>
/// <param name="Request">What it asks for.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Signature">Its signature header; null or empty when there is none.</param>
/// <param name="Address">Where the connection comes from.</param>
internal sealed record HandshakeCall(HandshakeRequest Request, ReadOnlyMemory<byte> Body, string? Signature, IPAddress? Address);
