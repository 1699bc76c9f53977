using Kuscia.ApiServer.Access;
using Kuscia.Model.Descriptors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.ApiServer.Server;

/// <summary>One request from socket to answer: who, about what, allowed?, done, or a Status that says why not.</summary>
internal sealed partial class ApiRequestHandler(
    Authenticator authenticator,
    RequestAuthorizer authorizer,
    RequestGate gate,
    ResourceEndpoint resources,
    ReviewEndpoint reviews,
    ServerDocuments documents,
    KindCatalog catalog,
    ApiServerOptions options,
    TimeProvider time,
    ILogger<ApiRequestHandler> logger)
{
    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-cache, private";
        try
        {
            await AnswerAsync(context);
        }
        catch (ApiStatusException refused)
        {
            await RefuseAsync(context, refused.Status);
        }
        catch (BadHttpRequestException broken)
        {
            await RefuseAsync(context, new ApiStatus(broken.StatusCode, "BadRequest", broken.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        catch (OperationCanceledException)
        {
            await RefuseAsync(context, new ApiStatus(504, "Timeout", "Timeout: request did not complete within the allotted timeout"));
        }
        catch (Exception fault)
        {
            Log.Failed(logger, context.Request.Method, context.Request.Path.Value ?? "", fault);
            await RefuseAsync(context, new ApiStatus(500, "InternalError", $"Internal error occurred: {fault.Message}"));
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        CancellationToken aborted = context.RequestAborted;
        UserInfo user = await authenticator.AuthenticateAsync(context, aborted)
            ?? throw new ApiStatusException(new ApiStatus(401, "Unauthorized", "Unauthorized"));
        RequestInfo info = RequestInfo.Of(context.Request, catalog);
        user = await authorizer.ImpersonateAsync(context.Request, user, aborted);
        await authorizer.EnsureAllowedAsync(info, user, aborted);
        bool longRunning = info.Verb == "watch" || (info.Subresource == "log" && RequestInfo.Flag(context.Request.Query["follow"]));
        using RequestGate.Pass pass = gate.Enter(longRunning);
        if (longRunning)
        {
            await RouteAsync(context, info, user, aborted);
            return;
        }

        using var timeout = new CancellationTokenSource(options.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborted);
        await RouteAsync(context, info, user, either.Token);
    }

    private async Task RouteAsync(HttpContext context, RequestInfo info, UserInfo user, CancellationToken cancellationToken)
    {
        if (!info.IsResource)
        {
            await documents.HandleAsync(context, cancellationToken);
            return;
        }

        if (!await reviews.TryHandleAsync(context, info, user, cancellationToken))
        {
            await resources.HandleAsync(context, info, user, cancellationToken);
        }
    }

    private static async Task RefuseAsync(HttpContext context, ApiStatus status)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Headers.Remove("Content-Length");
        if (context.Request.Method == "HEAD")
        {
            context.Response.StatusCode = status.Code;
            context.Response.ContentType = "application/json";
            return;
        }

        AnswerFormat? format = MediaRange.Choose(context.Request.Headers.Accept, false, out _);
        await AnswerWriter.StatusAsync(context, status, (format ?? AnswerFormat.Json) with { As = null });
    }

    private static partial class Log
    {
        [LoggerMessage(1301, LogLevel.Error, "{Method} {Path} failed inside the API server")]
        public static partial void Failed(ILogger logger, string method, string path, Exception fault);
    }
}
