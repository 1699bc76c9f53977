using System.Net;

namespace Kuscia.Client.Resources;

/// <summary>The refusals of answers that are larger than is read or are none of a Kubernetes API.</summary>
internal static class BadAnswer
{
    public const string TooLargeReason = "ResponseTooLarge";

    public static ResourceException TooLarge(string what, long maxBytes) =>
        new(HttpStatusCode.BadGateway, TooLargeReason, $"{what} is larger than {maxBytes} bytes");

    public static ResourceException TooMany(string message) => new(HttpStatusCode.BadGateway, TooLargeReason, message);

    /// <summary>Words of the server in it must have gone through <see cref="ServerText"/>.</summary>
    public static ResourceException Malformed(string message) => new(HttpStatusCode.BadGateway, "BadAnswer", message);
}
