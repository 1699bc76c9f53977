using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Pipeline;

/// <summary>Reads small JSON bodies of callers who have shown no token: within a limit, and within the time for a head, so that who sends slowly keeps no connection.</summary>
internal sealed class StrangerBodies(GatewayOptions options, TimeProvider time)
{
    // A few RSA blocks and names.
    private const int MaxBody = 16 * 1024;

    /// <summary>The message and the bytes it was read from; null when it came too slowly, is too large or is none.</summary>
    public async Task<(T Message, byte[] Bytes)?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        using CancellationTokenSource limit = new(options.HeaderTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            return await BytesAsync(context, either.Token) is { } bytes && JsonSerializer.Deserialize(bytes, type) is { } message ? (message, bytes) : null;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<byte[]?> BytesAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > MaxBody)
        {
            return null;
        }

        using MemoryStream body = new();
        byte[] piece = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(piece, cancellationToken)) > 0)
        {
            body.Write(piece, 0, read);
            if (body.Length > MaxBody)
            {
                return null;
            }
        }

        return body.ToArray();
    }
}
