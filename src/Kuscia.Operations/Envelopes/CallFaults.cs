using System.Text.Json;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.Operations.Envelopes;

/// <summary>What a caller is told about a call that failed beside its operation, over every transport.</summary>
internal sealed partial class CallFaults(EndpointContract contract, ILogger logger)
{
    /// <summary>Code and sentence; what nobody foresaw is logged, and the caller is told where.</summary>
    public (int Code, string Message) Describe(Operation operation, Exception e)
    {
        switch (e)
        {
            case RequestFaultException:
                return (contract.Invalid, e.Message);
            case InvalidProtocolBufferException:
                return (contract.Unexpected, "the request body cannot be read as binary protobuf of this request: it ends early or is no protobuf");
            case JsonException or BadHttpRequestException:
                return (contract.Unexpected, e.Message);
            default:
                Log.Failed(logger, operation.Path, e);
                return (contract.Unexpected, $"{operation.Path} failed: {e.GetType().Name}; the log of the node tells more");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1601, LogLevel.Error, "{Path} failed")]
        public static partial void Failed(ILogger logger, string path, Exception e);
    }
}
