using System.Collections.Frozen;
using System.Text.Json;
using Google.Protobuf;
using Kuscia.Hosting.Listeners;
using Kuscia.Operations.Envelopes;
using Kuscia.Operations.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.Operations.Http;

/// <summary>
/// Serves operations as <c>POST path</c>. Every business result is HTTP 200 with an envelope; only a caller who is not let in (401), an unknown path or another
/// method (404), a path with a slash too many (301 and 307 to the right one), an oversized body (413) and an unreadable request of a stream (400) differ. <c>GET /version</c> and <c>GET /probe</c> are open to all.
/// </summary>
public sealed partial class OperationEndpoint(
    IEnumerable<Operation> operations, EndpointContract contract, Func<HttpContext, Caller?> access, RequestLog? log, TimeProvider time, ILogger logger)
{
    private static readonly byte[] NotLogged = "\"(stream)\""u8.ToArray();

    private readonly FrozenDictionary<string, JsonOperation> _operations = operations.ToFrozenDictionary(o => o.Path, JsonOperation.Of, StringComparer.Ordinal);
    private readonly CallFaults _faults = new(contract, logger);
    private readonly SidePages _pages = new(contract, time);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        if (SidePages.MeantPath(context) is { } meant && IsKnown(meant))
        {
            await SidePages.RedirectAsync(context, meant);
            return;
        }

        if (_pages.PageOf(context.Request) is { } page)
        {
            await SidePages.TextAsync(context, page, "text/plain; charset=utf-8");
            return;
        }

        long began = time.GetTimestamp();
        Caller? caller = access(context);
        byte[] request = [];
        byte[] answer = [];
        try
        {
            if (caller is null)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            }
            else if (!HttpMethods.IsPost(context.Request.Method) || !_operations.TryGetValue(path, out JsonOperation? operation))
            {
                await SidePages.NotFoundAsync(context);
            }
            else
            {
                (request, answer) = operation.Run is { } run ? await CallAsync(operation, run, caller, context) : await StreamAsync(operation, caller, context);
            }
        }
        finally
        {
            OperationMetrics.Ended(_operations.ContainsKey(path) ? path : "", context.Response.StatusCode, time.GetElapsedTime(began));
            log?.Add(new RequestLogEntry(
                time.GetUtcNow(), context.Request.Method, path, context.Response.StatusCode, time.GetElapsedTime(began), caller?.Domain ?? "",
                context.Request.Headers["X-Forward-Host"].ToString(), request, answer));
        }
    }

    private bool IsKnown(string path) => path is "/version" or "/probe" || _operations.ContainsKey(path);

    private async Task<(byte[] Request, byte[] Answer)> CallAsync(
        JsonOperation operation, Func<ReadOnlyMemory<byte>, BodyForm, Caller, CancellationToken, Task<byte[]>> run, Caller caller, HttpContext context)
    {
        BodyForm form = RequestBody.FormOf(context.Request.ContentType);
        byte[] request = [];
        byte[] answer;
        try
        {
            request = await RequestBody.BytesAsync(context.Request, contract.MaxRequestBytes, context.RequestAborted);
            RequestBody.RefuseUnknown(context.Request.ContentType);
            answer = await run(request, form, caller, context.RequestAborted);
        }
        catch (Exception e) when (e is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            (int code, string message) = _faults.Describe(operation.Operation, e);
            if (e is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
            {
                context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            }

            answer = e is RequestFaultException { IsBare: false } && operation.Fail is { } whole ? whole(code, message, form)
                : FaultText.Json(contract, code, message);
        }

        bool binary = form == BodyForm.Protobuf;
        context.Response.ContentType = binary ? "application/x-protobuf" : "application/json; charset=utf-8";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
        return (binary ? [] : request, binary ? [] : answer);
    }

    private async Task<(byte[] Request, byte[] Answer)> StreamAsync(JsonOperation operation, Caller caller, HttpContext context)
    {
        byte[] request = [];
        try
        {
            // Without a content type the body is ignored, and all members have their defaults.
            bool ignored = context.Request.ContentType is null or "" or "text/plain";
            BodyForm form = ignored ? BodyForm.None : RequestBody.FormOf(context.Request.ContentType);
            request = ignored ? [] : await RequestBody.BytesAsync(context.Request, contract.MaxRequestBytes, context.RequestAborted);
            await (operation.Stream ?? throw new InvalidOperationException("the operation does not stream"))(request, form, caller, SendAsync, context.RequestAborted);
        }
        catch (Exception e) when (e is JsonException or InvalidProtocolBufferException or BadHttpRequestException or RequestFaultException && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone.
        }
        catch (ClientStalledException)
        {
            Log.Stalled(logger, operation.Operation.Path, contract.MaxStall);
            context.Abort();
        }
        catch (Exception e)
        {
            // The wire has no place for an error in the middle of a stream: it ends.
            Log.StreamEnded(logger, operation.Operation.Path, e.Message);
        }

        return (request, NotLogged);

        async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            context.Response.ContentType ??= "application/json; charset=utf-8";
            if (message.IsEmpty)
            {
                await context.Response.Body.FlushAsync(cancellationToken);
            }

            await ResponseBody.WriteAsync(context.Response.BodyWriter, message, contract.MaxStall, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1602, LogLevel.Warning, "The stream of {Path} ended early: {Error}")]
        public static partial void StreamEnded(ILogger logger, string path, string error);

        [LoggerMessage(1603, LogLevel.Warning, "The stream of {Path} was ended: its caller took nothing of it for {Stall}")]
        public static partial void Stalled(ILogger logger, string path, TimeSpan stall);
    }
}
