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
            await AnswerAsync(context, StatusCodes.Status404NotFound, PeerWire.Refused, "not a path of this engine");
            return;
        }

        if (RefusalOf(context) is { } refusal)
        {
            await AnswerAsync(context, refusal.Status, PeerWire.Refused, refusal.Text);
            return;
        }

        Heard();
        if (verb == "abort")
        {
            await TakeAbortAsync(context);
            return;
        }

        FailIfStartedAgain(context.Request.Query["run"].ToString());
        if (Failure is { } failure)
        {
            await AnswerAsync(context, StatusCodes.Status410Gone, PeerWire.Refused, failure.Message);
            _partnerKnows.CancelAfter(RefusalReceipt);
        }
        else if (verb == "ping")
        {
            await AnswerAsync(context, StatusCodes.Status200OK, PeerWire.Taken, string.Empty);
        }
        else
        {
            await TakeMessageAsync(context);
        }
    }

    /// <summary>Why a request is none of this task's partner; null when it is.</summary>
    private (int Status, string Text)? RefusalOf(HttpContext context)
    {
        string task = context.Request.Query["task"].ToString();
        if (task != _settings.TaskId)
        {
            return (StatusCodes.Status409Conflict, $"this engine of {_settings.SelfName} runs task {_settings.TaskId}, not {PeerWire.Clean(task)}");
        }

        // Any domain with a route may reach the service; only the party of the task may take part in it.
        string origin = context.Request.Headers[PeerWire.OriginHeader].ToString();
        return origin.Length == 0 || origin == _settings.PeerName
            ? null
            : (StatusCodes.Status403Forbidden, $"this engine of {_settings.SelfName} works with {_settings.PeerName}, not with {PeerWire.Clean(origin)}");
    }

    private void Heard()
    {
        _ = Interlocked.Exchange(ref _lastHeard, _time.GetTimestamp());
        _heard = true;
    }

    private void FailIfStartedAgain(string run)
    {
        string first = Interlocked.CompareExchange(ref _peerRun, run, null) ?? run;
        if (run != first)
        {
            Fail(new PsiException(
                ExitCode.Partner, $"the engine of {PeerName} was started again in the middle of the task; run the task again")
            {
                FromPartner = true, // the new engine reads the same in the answer
            });
        }
    }

    private async Task TakeAbortAsync(HttpContext context)
    {
        byte[]? body = await ReadBodyAsync(context);
        string reason = PeerWire.Clean(Encoding.UTF8.GetString(body ?? []));
        Fail(new PsiException(ExitCode.Partner, $"the engine of {PeerName} stopped: {reason}") { FromPartner = true });
        await AnswerAsync(context, StatusCodes.Status200OK, PeerWire.Taken, string.Empty);
    }

    private async Task TakeMessageAsync(HttpContext context)
    {
        bool known = int.TryParse(context.Request.Query["stream"], out int stream) & long.TryParse(context.Request.Query["seq"], out long sequence);
        if (!known || stream < 0 || stream >= _inbound.Length || sequence < 0)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, PeerWire.Refused, "unknown stream or sequence number");
            return;
        }

        using CancellationTokenSource limit = new(PutTimeout, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            InboundAnswer taken = await _inbound[stream].PutAsync(sequence, () => ReadBodyAsync(context), both.Token);
            Heard();
            await AnswerMessageAsync(context, taken);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException or PsiException)
        {
            await AnswerMessageAsync(context, InboundAnswer.NotYet);
        }
    }

    private async Task AnswerMessageAsync(HttpContext context, InboundAnswer answer)
    {
        if (answer != InboundAnswer.TooLarge)
        {
            await SkipBodyAsync(context);
        }

        await (answer switch
        {
            InboundAnswer.Taken => AnswerAsync(context, StatusCodes.Status200OK, PeerWire.Taken, string.Empty),
            InboundAnswer.TooLarge => AnswerAsync(
                context, StatusCodes.Status413PayloadTooLarge, PeerWire.Refused, $"a message may have {PeerWire.MaxBody} bytes"),
            _ => AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, PeerWire.Busy, string.Empty),
        });
    }

    // A gateway may take an answer before the end of the body for a broken connection.
    private async Task SkipBodyAsync(HttpContext context)
    {
        using CancellationTokenSource limit = new(BodyTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        byte[] buffer = new byte[16 << 10];
        while (await context.Request.Body.ReadAsync(buffer, either.Token) > 0)
        {
        }
    }

    private async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        using CancellationTokenSource limit = new(BodyTimeout, _time);
        using CancellationTokenSource any = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token, context.RequestAborted);
        if (context.Request.ContentLength is not { } length || length > PeerWire.MaxBody)
        {
            return await ReadChunkedBodyAsync(context, any.Token);
        }

        byte[] body = new byte[length];
        await context.Request.Body.ReadExactlyAsync(body, any.Token);
        return body;
    }

    // A gateway on the way may have replaced Content-Length by chunks.
    private static async Task<byte[]?> ReadChunkedBodyAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > PeerWire.MaxBody)
        {
            return null;
        }

        byte[] buffer = new byte[PeerWire.MaxBody + 1];
        int read = await context.Request.Body.ReadAtLeastAsync(
            buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
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
