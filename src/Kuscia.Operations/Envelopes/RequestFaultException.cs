namespace Kuscia.Operations.Envelopes;

/// <summary>A request breaks a rule of its operation; the endpoint answers with the service's code for that.</summary>
/// <param name="message">What is wrong, with which value, and what is right.</param>
public sealed class RequestFaultException(string message) : Exception(message)
{
    /// <summary>True for a member that is missing where the originals look before the operation begins: over HTTP the answer holds code and message alone.</summary>
    public bool IsBare { get; init; }
}
