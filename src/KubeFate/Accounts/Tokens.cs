using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KubeFate.Accounts;

/// <summary>Makes and checks tokens: JWT, HS256, 30 minutes.</summary>
/// <param name="secret">The key, 32 bytes.</param>
/// <param name="clock">The time.</param>
internal sealed class Tokens(byte[] secret, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SymmetricSecurityKey _key = new(secret);

    /// <summary>A token for an account.</summary>
    public (string Token, DateTimeOffset Expires) Issue(string name)
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset expires = now + Lifetime;
        JsonObject claims = new() { ["id"] = name, ["exp"] = expires.ToUnixTimeSeconds(), ["orig_iat"] = now.ToUnixTimeSeconds() };
        return (_handler.CreateToken(claims.ToJsonString(), new SigningCredentials(_key, SecurityAlgorithms.HmacSha256)), expires);
    }

    /// <summary>Checks a token.</summary>
    /// <returns>The name in it, or the fault in the words clients know.</returns>
    public async Task<(string? Name, string? Fault)> CheckAsync(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3)
        {
            return (null, "token contains an invalid number of segments");
        }

        if ((Malformed(parts[0]) ?? Malformed(parts[1]) ?? Malformed(parts[2])) is { } malformed)
        {
            return (null, malformed);
        }

        if (!IsHmacSha256(parts[0]))
        {
            return (null, "invalid signing algorithm");
        }

        TokenValidationResult result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidateAudience = false,
            ValidateIssuer = false,
            IssuerSigningKey = _key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (_, expires, _, _) => expires is { } end && end > clock.GetUtcNow().UtcDateTime,
        });
        return result.IsValid
            ? (result.Claims.TryGetValue("id", out object? name) ? Convert.ToString(name, CultureInfo.InvariantCulture) : "", null)
            : (null, result.Exception is SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException ? "Token is expired" : "signature is invalid");
    }

    // Named like the decoder of the original names it: by the place of the first character that is none of the alphabet.
    private static string? Malformed(string part)
    {
        for (int i = 0; i < part.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(part[i]) && part[i] is not ('-' or '_'))
            {
                return string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {i}");
            }
        }

        return part.Length % 4 == 1 ? string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {part.Length - 1}") : null;
    }

    private static bool IsHmacSha256(string header)
    {
        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(header))) is JsonObject fields && fields["alg"]?.GetValue<string>() == "HS256";
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }
}
