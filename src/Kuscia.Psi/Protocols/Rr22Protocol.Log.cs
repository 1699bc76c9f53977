using Microsoft.Extensions.Logging;

namespace Kuscia.Psi.Protocols;

internal sealed partial class Rr22Protocol
{
    [LoggerMessage(211, LogLevel.Information, "rr22: this party {Role}; {Buckets} buckets, store of {Elements} elements, code length {Code}, tags of {Tag} bytes")]
    private static partial void LogShape(ILogger logger, string role, int buckets, int elements, int code, int tag);

    [LoggerMessage(212, LogLevel.Information, "rr22: bucket {Bucket} of {Buckets} done")]
    internal static partial void LogBucket(ILogger logger, int bucket, int buckets);
}
