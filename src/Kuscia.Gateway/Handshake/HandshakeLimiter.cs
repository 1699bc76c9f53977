using System.Net;
using System.Net.Sockets;
using Kuscia.Gateway.Access;

namespace Kuscia.Gateway.Handshake;

/// <summary>
/// How many handshakes are worked on. Everybody is counted by address first. Who shows that it knows the source's key has a share of its own, so a flood that knows
/// only the source's name takes nothing from it; who signed its request has one that no other address or proxy can use up. The claimed source alone is never charged.
/// </summary>
internal sealed class HandshakeLimiter(TimeProvider time)
{
    private const int Kept = 4096;

    private readonly RateTable _addresses = new(perSecond: 2, burst: 20, Kept, time);
    private readonly RateTable _unsigned = new(perSecond: 0.5, burst: 10, Kept, time);
    private readonly RateTable _signed = new(perSecond: 0.5, burst: 10, Kept, time);

    /// <summary>Whether one who has shown nothing yet is answered.</summary>
    public bool AllowsAddress(IPAddress? address) => _addresses.Allows(Key(address));

    /// <summary>Whether a request with the source's key hash is worked on.</summary>
    public bool AllowsUnsigned(string source, IPAddress? address) => _unsigned.Allows($"{source} {Key(address)}");

    /// <summary>Whether a request signed with the source's key is worked on.</summary>
    public bool AllowsSigned(string source) => _signed.Allows(source);

    // One customer of a network provider has at least a /64 of IPv6 (RFC 6177).
    private static string Key(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return (address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address)?.ToString() ?? "";
        }

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes).ToString();
    }
}
