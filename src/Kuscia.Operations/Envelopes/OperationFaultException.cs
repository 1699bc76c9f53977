namespace Kuscia.Operations.Envelopes;

/// <summary>An operation refuses or fails with a code of its API; the caller gets the full envelope without data.</summary>
/// <param name="code">Error code of the API.</param>
/// <param name="message">A sentence for the caller.</param>
public sealed class OperationFaultException(int code, string message) : Exception(message)
{
    /// <summary>Error code of the API.</summary>
    public int Code { get; } = code;
}
