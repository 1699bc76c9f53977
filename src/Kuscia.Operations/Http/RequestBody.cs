using Kuscia.Operations.Envelopes;
using Kuscia.Operations.Json;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Operations.Http;

/// <summary>Reads the body of a request whole, within its limit; every fault is a sentence for the caller.</summary>
internal static class RequestBody
{
    /// <summary>How a body of this content type is written.</summary>
    public static BodyForm FormOf(string? contentType) => TypeOf(contentType) == "application/x-protobuf" ? BodyForm.Protobuf : BodyForm.Json;

    /// <summary>Refuses a body of a content type that cannot be read. The originals take it for a request without members.</summary>
    /// <exception cref="RequestFaultException">It cannot be read.</exception>
    public static void RefuseUnknown(string? contentType)
    {
        string type = TypeOf(contentType);
        bool known = type is "" or "text/plain" or "application/x-www-form-urlencoded" or "application/x-protobuf" || type.StartsWith("application/json", StringComparison.Ordinal);
        RequestCheck.First(known ? null : $"Content-Type \"{RequestCheck.Shown(type)}\" is not supported; send the request as application/json");
    }

    private static string TypeOf(string? contentType) => (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>The bytes; throws <see cref="BadHttpRequestException"/> with status 413 when there are too many.</summary>
    public static async Task<byte[]> BytesAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            throw TooLarge(limit);
        }

        using MemoryStream bytes = new((int)(request.ContentLength ?? 0));
        byte[] part = new byte[16384];
        for (int count = await request.Body.ReadAsync(part, cancellationToken); count > 0; count = await request.Body.ReadAsync(part, cancellationToken))
        {
            bytes.Write(part, 0, count);
            if (bytes.Length > limit)
            {
                throw TooLarge(limit);
            }
        }

        return bytes.ToArray();
    }

    private static BadHttpRequestException TooLarge(long limit) =>
        new($"the request body is too large: the limit is {limit} bytes; send less in one call", StatusCodes.Status413PayloadTooLarge);
}
