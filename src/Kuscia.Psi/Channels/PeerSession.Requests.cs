using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Psi.Channels;

// The requests of the partner's engine.
internal sealed partial class PeerSession
{
    private async Task HandleAsync(HttpContext context)
    {
        string? verb = PeerWire.Verb(context.Request.Path.Value ?? string.Empty);
        if (!HttpMethods.IsPost(context.Request.Method) || verb is not ("message" or "ping" or "abort"))
        {
            await AnswerAsync(context, StatusCodes.Status404NotFound, PeerWire.Refused, "not a path of this engine").ConfigureAwait(false);
            return;
        }

        string task = context.Request.Query["task"].ToString();
        if (task != _settings.TaskId)
        {
            string text = $"this engine of {_settings.SelfName} runs task {_settings.TaskId}, not {task}";
            await AnswerAsync(context, StatusCodes.Status409Conflict, PeerWire.Refused, text).ConfigureAwait(false);
            return;
        }

        Heard();
        if (verb == "abort")
        {
            await TakeAbortAsync(context).ConfigureAwait(false);
        }
        else if (Failure is { } failure)
        {
            await AnswerAsync(context, StatusCodes.Status410Gone, PeerWire.Refused, failure.Message).ConfigureAwait(false);
        }
        else if (verb == "ping")
        {
            await AnswerAsync(context, StatusCodes.Status200OK, PeerWire.Taken, string.Empty).ConfigureAwait(false);
        }
        else
        {
            await TakeMessageAsync(context).ConfigureAwait(false);
        }
    }

    private void Heard()
    {
        _ = Interlocked.Exchange(ref _lastHeard, _time.GetTimestamp());
        _heard = true;
    }

    private async Task TakeAbortAsync(HttpContext context)
    {
        byte[]? body = await ReadBodyAsync(context).ConfigureAwait(false);
        string reason = PeerWire.Clean(Encoding.UTF8.GetString(body ?? []));
        Fail(new PsiException(ExitCode.Partner, $"the engine of {PeerName} stopped: {reason}") { FromPartner = true });
        await AnswerAsync(context, StatusCodes.Status200OK, PeerWire.Taken, string.Empty).ConfigureAwait(false);
    }

    private async Task TakeMessageAsync(HttpContext context)
    {
        bool known = int.TryParse(context.Request.Query["stream"], out int stream) & long.TryParse(context.Request.Query["seq"], out long sequence);
        if (!known || stream < 0 || stream >= _inbound.Length || sequence < 0)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, PeerWire.Refused, "unknown stream or sequence number").ConfigureAwait(false);
            return;
        }

        byte[]? body = await ReadBodyAsync(context).ConfigureAwait(false);
        Heard();
        if (body is null)
        {
            await AnswerAsync(context, StatusCodes.Status413PayloadTooLarge, PeerWire.Refused, $"a message may have {PeerWire.MaxBody} bytes").ConfigureAwait(false);
            return;
        }

        using CancellationTokenSource limit = new(PutTimeout, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            bool taken = await _inbound[stream].PutAsync(sequence, body, both.Token).ConfigureAwait(false);
            int status = taken ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            await AnswerAsync(context, status, taken ? PeerWire.Taken : PeerWire.Busy, string.Empty).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, PeerWire.Busy, string.Empty).ConfigureAwait(false);
        }
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is not { } length || length > PeerWire.MaxBody)
        {
            return await ReadChunkedBodyAsync(context).ConfigureAwait(false);
        }

        byte[] body = new byte[length];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted).ConfigureAwait(false);
        return body;
    }

    // A gateway on the way may have replaced Content-Length by chunks.
    private static async Task<byte[]?> ReadChunkedBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength > PeerWire.MaxBody)
        {
            return null;
        }

        byte[] buffer = new byte[PeerWire.MaxBody + 1];
        int read = await context.Request.Body.ReadAtLeastAsync(
            buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted).ConfigureAwait(false);
        return read > PeerWire.MaxBody ? null : buffer[..read];
    }

    private static Task AnswerAsync(HttpContext context, int status, string mark, string text)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[PeerWire.MarkHeader] = mark;
        byte[] body = Encoding.UTF8.GetBytes(text);
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }
}
