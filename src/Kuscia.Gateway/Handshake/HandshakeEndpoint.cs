using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Kuscia.Gateway.Listeners;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Handshake;

/// <summary><c>/handshake</c> as partners reach it: GET asks for the state of a token, anything else runs a handshake. Needs no token.</summary>
internal sealed class HandshakeEndpoint(GatewayOptions options, HandshakeAcceptor acceptor, TokenStates states, TimeProvider time)
{
    // A request is two RSA blocks and a few names.
    private const int MaxBody = 16 * 1024;

    public async Task HandleAsync(Exchange exchange)
    {
        HttpContext context = exchange.Context;
        if (context.Request.Path != "/handshake")
        {
            await LocalAnswer.WriteAsync(exchange, StatusCodes.Status404NotFound, "direct_response", "404 page not found\n");
            return;
        }

        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            await WriteAsync(context, states.Answer(context.Request.Headers), HandshakeJsonContext.Default.HandshakeState);
            return;
        }

        if (await ReadInTimeAsync(context) is not { } request)
        {
            await LocalAnswer.WriteAsync(exchange, StatusCodes.Status400BadRequest, "direct_response", "the body is no handshake request\n");
            return;
        }

        HandshakeResponse answer = await acceptor.AcceptAsync(request, context.RequestAborted);
        await WriteAsync(context, answer, HandshakeJsonContext.Default.HandshakeResponse);
    }

    // Nobody has shown a token yet: who sends slowly does not keep the connection.
    private async Task<HandshakeRequest?> ReadInTimeAsync(HttpContext context)
    {
        using CancellationTokenSource limit = new(options.HeaderTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            return await ReadAsync(context, either.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<HandshakeRequest?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
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

        try
        {
            return JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), HandshakeJsonContext.Default.HandshakeRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task WriteAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
