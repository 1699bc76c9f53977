using System.Net;

namespace Kuscia.Client.Resources;

/// <summary>The API refused a call.</summary>
/// <param name="statusCode">HTTP status.</param>
/// <param name="reason">Kubernetes status reason, for example <c>NotFound</c>, <c>AlreadyExists</c>, <c>Conflict</c>, <c>Expired</c>, <c>Forbidden</c>, <c>Invalid</c>.</param>
/// <param name="message">The server's sentence.</param>
public sealed class ResourceException(HttpStatusCode statusCode, string reason, string message) : Exception(message)
{
    /// <summary>HTTP status of the answer.</summary>
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>Kubernetes status reason.</summary>
    public string Reason { get; } = reason;

    /// <summary>The object exists already.</summary>
    public bool IsAlreadyExists => Reason == "AlreadyExists";

    /// <summary>Somebody changed the object meanwhile.</summary>
    public bool IsConflict => Reason == "Conflict";

    /// <summary>There is no such object, namespace or kind.</summary>
    public bool IsNotFound => Reason == "NotFound";

    /// <summary>The version asked for is compacted.</summary>
    public bool IsExpired => Reason is "Expired" or "Gone";

    /// <summary>
    /// The object itself is refused, and would be again: bad request, forbidden, not allowed, too large, unsupported or invalid (400, 403, 405, 413, 415, 422).
    /// What may be otherwise next time (conflicts, what is missing, limits of rate, faults of the server) is none.
    /// </summary>
    public bool IsRefusal => (int)StatusCode is 400 or 403 or 405 or 413 or 415 or 422;
}
