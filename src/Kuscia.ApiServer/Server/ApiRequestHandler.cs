using Kuscia.ApiServer.Access;
using Kuscia.ApiServer.Answers;
using Kuscia.ApiServer.Callers;
using Kuscia.ApiServer.Definitions;
using Kuscia.ApiServer.Formats;
using Kuscia.ApiServer.Requests;
using Kuscia.Hosting.Listeners;
using Kuscia.Model.Descriptors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kuscia.ApiServer.Server;

/// <summary>One request from socket to answer: who, about what, allowed?, done, or a Status that says why not.</summary>
internal sealed partial class ApiRequestHandler(
    Authenticator authenticator,
    RequestAuthorizer authorizer,
    RequestGate gate,
    CallerShares shares,
    LongRequests longRequests,
    DefinitionFollower definitions,
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
        long began = time.GetTimestamp();
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
        catch (ClientStalledException)
        {
            context.Abort();
        }
        catch (Exception fault)
        {
            Log.Failed(logger, context.Request.Method, context.Request.Path.Value ?? "", fault);
            await RefuseAsync(context, new ApiStatus(500, "InternalError", $"Internal error occurred: {fault.Message}"));
        }
        finally
        {
            RequestMetrics.Ended(context, context.Features.Get<RequestInfo>(), time.GetElapsedTime(began));
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        CancellationToken aborted = context.RequestAborted;
        UserInfo caller = await authenticator.AuthenticateAsync(context, aborted)
            ?? throw new ApiStatusException(new ApiStatus(401, "Unauthorized", "Unauthorized"));
        RequestInfo info = await InfoAsync(context.Request, aborted);
        context.Features.Set(info);
        RequestMetrics.Began(info);
        UserInfo user = await authorizer.ImpersonateAsync(context.Request, caller, aborted);
        await authorizer.EnsureAllowedAsync(info, user, aborted);
        bool longRunning = info.Verb == "watch" || (info.Subresource == "log" && RequestInfo.Flag(context.Request.Query["follow"]));
        CallerShare? share = shares.Of(caller);
        using RequestGate.Pass pass = gate.Enter(longRunning, share);
        if (longRunning)
        {
            await FollowAsync(context, info, (caller, user, share), aborted);
            return;
        }

        if (info.Verb is "create" or "update" or "patch" or "delete" or "deletecollection")
        {
            share?.CountWrite();
        }

        using CancellationTokenSource timeout = new(options.RequestTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, aborted);
        await RouteAsync(context, info, (user, share), either.Token);
    }

    // What the request is about by the kinds of this moment, which it keeps to its end.
    private async Task<RequestInfo> InfoAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        await definitions.FollowAsync(cancellationToken);
        RequestInfo info = RequestInfo.Of(request, catalog.Current);
        bool known = info.Kind is not null || !info.IsResource || info.Group.Length == 0;
        return known || !await definitions.LookAsync(info.Group, info.Resource, cancellationToken) ? info : RequestInfo.Of(request, catalog.Current);
    }

    // Ends cleanly when the right to it is gone: the client asks again and is told.
    private async Task FollowAsync(HttpContext context, RequestInfo info, (UserInfo Caller, UserInfo User, CallerShare? Share) who, CancellationToken aborted)
    {
        using LongRequest request = longRequests.Add(info, who.Caller, who.User);
        CancellationToken revoked = request.Revoked;
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(revoked, aborted);
        try
        {
            // Rights that went between the first question and here went unseen.
            await authorizer.EnsureAllowedAsync(info, who.User, either.Token);
            await RouteAsync(context, info, (who.User, who.Share), either.Token);
        }
        catch (OperationCanceledException) when (revoked.IsCancellationRequested && !aborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted)
            {
                await RefuseAsync(context, new ApiStatus(403, "Forbidden", "forbidden: the right to this request was withdrawn"));
            }
        }
        finally
        {
            longRequests.Remove(request);
        }
    }

    private async Task RouteAsync(HttpContext context, RequestInfo info, (UserInfo User, CallerShare? Share) who, CancellationToken cancellationToken)
    {
        if (!info.IsResource)
        {
            await documents.HandleAsync(context, cancellationToken);
            return;
        }

        if (!await reviews.TryHandleAsync(context, info, who.User, cancellationToken))
        {
            await resources.HandleAsync(context, info, who, cancellationToken);
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
