using System.Net;

namespace Kuscia.Gateway.Routes;

/// <summary>Addresses from which a source may call: one, or a network in CIDR form.</summary>
internal readonly record struct AddressRange(IPNetwork Network)
{
    public static bool TryParse(string? text, out AddressRange range)
    {
        range = default;
        if (IPAddress.TryParse(text, out IPAddress? single))
        {
            range = new AddressRange(new IPNetwork(single, single.GetAddressBytes().Length * 8));
            return true;
        }

        if (!IPNetwork.TryParse(text, out IPNetwork network))
        {
            return false;
        }

        range = new AddressRange(network);
        return true;
    }

    /// <summary>Whether the address lies within; an IPv4 address in IPv6 clothes counts as IPv4.</summary>
    public bool Contains(IPAddress address) => Network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
