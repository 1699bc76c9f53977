using System.Security.Cryptography;
using System.Text;
using Kuscia.Operations.Envelopes;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Api.Http;

/// <summary>Lets in who knows the token; without TLS there is none and everybody is let in (documented contract).</summary>
internal sealed class TokenAccess(string? token)
{
    private readonly byte[]? _tokenHash = token is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public Caller? Admit(HttpContext context)
    {
        if (_tokenHash is null)
        {
            return Caller.Owner;
        }

        // Over gRPC a caller may send several, of which one must match; libraries join them with commas.
        IEnumerable<string> given = context.Request.Headers["Token"].OfType<string>();
        return given.Concat(given.SelectMany(g => g.Split(',', StringSplitOptions.TrimEntries))).Any(g => IsToken(g, _tokenHash)) ? Caller.Owner : null;
    }

    private static bool IsToken(string given, byte[] hash) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), hash);
}
