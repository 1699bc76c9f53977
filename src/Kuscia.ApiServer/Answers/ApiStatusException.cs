namespace Kuscia.ApiServer.Answers;

/// <summary>Ends a request with a <see cref="ApiStatus"/>.</summary>
internal sealed class ApiStatusException(ApiStatus status) : Exception(status.Message)
{
    /// <summary>What the client is told.</summary>
    public ApiStatus Status { get; } = status;
}
