using Kuscia.Operations.Envelopes;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Operations.Http;

/// <summary>Reads the body of a request whole, within its limit; every fault is a sentence for the caller.</summary>
internal static class RequestBody
{
    /// <summary>Null when a body of this content type can be read.</summary>
    public static string? Refuse(string? contentType)
    {
        string type = (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        bool known = type is "" or "text/plain" or "application/x-www-form-urlencoded" || type.StartsWith("application/json", StringComparison.Ordinal);
        return known ? null : $"Content-Type \"{RequestCheck.Shown(type)}\" is not supported; send the request as application/json";
    }

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
