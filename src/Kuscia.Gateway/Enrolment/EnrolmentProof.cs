using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Kuscia.Gateway.Enrolment;

/// <summary>The proof that who enrols has the key of its certificate request: a JWT (RS256) over the request, in the header <c>jwt-token</c>.</summary>
internal sealed class EnrolmentProof(TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new();

    /// <summary>Null when the token is signed with the key, lives, and is of this request; else the reason.</summary>
    public async Task<string?> FaultAsync(string token, RSA key, EnrolmentRequest request)
    {
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidateAudience = false,
            ValidIssuer = request.DomainId,
            IssuerSigningKey = new RsaSecurityKey(key.ExportParameters(includePrivateParameters: false)),
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            LifetimeValidator = (_, expires, _, _) => expires is { } end && end > time.GetUtcNow().UtcDateTime,
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
        {
            return result.Exception is SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException
                ? "the jwt-token has expired; check the clock of the node"
                : "the jwt-token is not signed with the key of the csr for this domain";
        }

        return CryptographicOperations.FixedTimeEquals(HashIn(jwt), HashOf(request)) ? null : "the jwt-token is of another request (req_hash)";
    }

    /// <summary>What the proof covers.</summary>
    public static byte[] HashOf(EnrolmentRequest request) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{request.DomainId}_{request.SigningRequest}_{request.RequestTime}")));

    // A list of numbers, as an array of bytes is written by Go for an array of fixed length.
    private static byte[] HashIn(JsonWebToken jwt)
    {
        try
        {
            using JsonDocument claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(jwt.EncodedPayload));
            return claims.RootElement.TryGetProperty("req_hash", out JsonElement hash) && hash.ValueKind == JsonValueKind.Array
                ? [.. hash.EnumerateArray().Select(n => n.GetByte())]
                : [];
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return [];
        }
    }
}
