using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Answers;

/// <summary>
/// Answers GET requests for documents that are not stored objects: discovery (<c>/api</c>, <c>/apis</c>, <c>/api/v1</c>, <c>/apis/G</c>,
/// <c>/apis/G/V</c>) and OpenAPI (<c>/openapi/…</c>). Called after authentication and authorisation.
/// </summary>
internal interface IDocumentEndpoint
{
    /// <summary>Answers the request and returns true, or returns false without touching the response when the path is not its own.</summary>
    Task<bool> TryHandleAsync(HttpContext context, CancellationToken cancellationToken);
}
