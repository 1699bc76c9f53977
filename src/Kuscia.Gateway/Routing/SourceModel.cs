using System.Security.Cryptography;

namespace Kuscia.Gateway.Routing;

/// <summary>What a source domain must show to come in, and what is added to its requests to the API server.</summary>
internal sealed record SourceModel(string Source)
{
    /// <summary>Accepted tokens as they travel (base64 text in ASCII bytes).</summary>
    public required IReadOnlyList<byte[]> Tokens { get; init; }

    /// <summary>True for routes without token (<c>MTLS</c>, <c>None</c>): the claim is enough.</summary>
    public bool AcceptsAny { get; init; }

    /// <summary>Value of <c>Authorization</c> towards the API server that the route itself gives; null to act as the source's account.</summary>
    public string? Authorization { get; init; }

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
