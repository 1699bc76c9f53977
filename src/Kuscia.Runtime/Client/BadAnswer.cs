using System.Net;

namespace Kuscia.Runtime.Client;

/// <summary>The refusals of answers that are larger than is read or are none of a Kubernetes API.</summary>
internal static class BadAnswer
{
    public static ResourceException TooLarge(string what, long maxBytes) =>
        new(HttpStatusCode.BadGateway, "ResponseTooLarge", $"{what} is larger than {maxBytes} bytes");
}
