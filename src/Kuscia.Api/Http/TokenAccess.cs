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
        string? given = context.Request.Headers["Token"];
        bool admitted = _tokenHash is null || (given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _tokenHash));
        return admitted ? Caller.Owner : null;
    }
}
