using System.Net;
using System.Security.Cryptography;
using Kuscia.Gateway.Access;

namespace Kuscia.Gateway.Routes;

/// <summary>What a source domain must show to come in, and what is added to its requests to the API server.</summary>
internal sealed record SourceModel(string Source)
{
    /// <summary>What it holds of this gateway.</summary>
    public required PartnerShare Share { get; init; }

    /// <summary>Accepted tokens as they travel (base64 text in ASCII bytes).</summary>
    public required IReadOnlyList<byte[]> Tokens { get; init; }

    /// <summary>True for routes without token: certificate (<c>MTLS</c>) or mere claim (<c>None</c>) is enough.</summary>
    public bool AcceptsAny { get; init; }

    /// <summary>Value of <c>Authorization</c> towards the API server that the route itself gives; null to act as the source's account.</summary>
    public string? Authorization { get; init; }

    /// <summary>Further headers for every request of the source; they overwrite what it sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Headers { get; init; } = [];

    /// <summary>Addresses it may call from; empty: any.</summary>
    public IReadOnlyList<AddressRange> Addresses { get; init; } = [];

    /// <summary>What its client certificate must be; null when none is asked for.</summary>
    public ClientCertificates? Certificates { get; init; }

    /// <summary>Whether the source may call from this address.</summary>
    public bool Admits(IPAddress? address) => Addresses.Count == 0 || (address is not null && Addresses.Any(a => a.Contains(address)));

    /// <summary>Compares with every accepted token in constant time.</summary>
    public bool Accepts(ReadOnlySpan<byte> token)
    {
        bool matched = AcceptsAny;
        foreach (byte[] accepted in Tokens)
        {
            matched |= CryptographicOperations.FixedTimeEquals(accepted, token);
        }

        return matched;
    }
}
