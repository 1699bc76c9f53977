using System.Net;

namespace Kuscia.Runtime.Client;

/// <summary>The refusal of an answer that is too large to be read.</summary>
internal static class ResponseSize
{
    public static ResourceException TooLarge(long maxBytes) =>
        new(HttpStatusCode.BadGateway, "ResponseTooLarge", $"the answer is larger than {maxBytes} bytes");
}
