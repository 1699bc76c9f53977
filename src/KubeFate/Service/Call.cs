using Microsoft.AspNetCore.Http;

namespace KubeFate.Service;

/// <summary>A request on its way.</summary>
/// <param name="Context">The exchange.</param>
/// <param name="Values">The varying parts of the path.</param>
/// <param name="User">Name of the account; empty on open routes.</param>
internal sealed record Call(HttpContext Context, IReadOnlyDictionary<string, string> Values, string User)
{
    public CancellationToken Aborted => Context.RequestAborted;
}
