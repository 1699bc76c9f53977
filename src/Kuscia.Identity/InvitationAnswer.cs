using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Kuscia.Identity;

/// <summary>What an invited domain sends to <c>POST /invitation</c> of the gateway that invited it: itself, proven by the secret of the invitation.</summary>
public sealed record InvitationAnswer
{
    /// <summary>The invitation.</summary>
    [JsonPropertyName("invitation")]
    public string Invitation { get; init; } = "";

    /// <summary>The invited domain.</summary>
    [JsonPropertyName("domain_id")]
    public string DomainId { get; init; } = "";

    /// <summary>Its gateway: <c>http(s)://host[:port][/path]</c>.</summary>
    [JsonPropertyName("endpoint")]
    public string Endpoint { get; init; } = "";

    /// <summary>PEM of its certificate.</summary>
    [JsonPropertyName("certificate")]
    public string Certificate { get; init; } = "";

    /// <summary>Base64 of the HMAC-SHA256 over the other members.</summary>
    [JsonPropertyName("proof")]
    public string Proof { get; init; } = "";

    /// <summary>The same answer with its proof.</summary>
    /// <param name="secret">The secret of the invitation.</param>
    public InvitationAnswer Proven(byte[] secret) => this with { Proof = Convert.ToBase64String(Hash(KeyOf(secret))) };

    /// <summary>Whether the answer was made with the secret, and nothing of it was changed.</summary>
    /// <param name="key">The key that the maker kept (<see cref="KeyOf"/>).</param>
    public bool IsProven(byte[] key)
    {
        byte[] shown = new byte[HMACSHA256.HashSizeInBytes];
        return Convert.TryFromBase64String(Proof, shown, out int length) && length == shown.Length && CryptographicOperations.FixedTimeEquals(shown, Hash(key));
    }

    /// <summary>What the maker of an invitation keeps of its secret.</summary>
    public static byte[] KeyOf(byte[] secret) => SHA256.HashData(secret);

    // Lengths before texts: no two answers have the same bytes.
    private byte[] Hash(byte[] key)
    {
        StringBuilder text = new();
        foreach (string part in (ReadOnlySpan<string>)[Invitation, DomainId, Endpoint, Certificate])
        {
            text.Append(CultureInfo.InvariantCulture, $"{part.Length}:").Append(part);
        }

        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text.ToString()));
    }
}

/// <summary>Contracts of invitations.</summary>
[JsonSerializable(typeof(InvitationAnswer))]
public sealed partial class InvitationJsonContext : JsonSerializerContext;
