namespace Kuscia.Client.Resources;

/// <summary>A server could not be reached, or its connection broke. The text may quote what the server sent, so the exceptions inside, which quote it again, are not kept.</summary>
public sealed class ConnectionFailedException(HttpCall call, string cause, HttpRequestException failure)
    : HttpRequestException(failure.HttpRequestError, $"{call} failed: {cause}", null, failure.StatusCode)
{
    /// <summary>What went wrong, as one printable line.</summary>
    public string Cause { get; } = cause;
}
