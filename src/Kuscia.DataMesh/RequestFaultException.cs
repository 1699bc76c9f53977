namespace Kuscia.DataMesh;

/// <summary>A request breaks a rule; answered as a flat <c>{"code","message"}</c> as the wire has it.</summary>
internal sealed class RequestFaultException(string message, int code = ErrorCodes.RequestInvalid) : Exception(message)
{
    public int Code { get; } = code;
}
