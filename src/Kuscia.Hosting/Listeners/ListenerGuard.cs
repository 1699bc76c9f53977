using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Hosting.Listeners;

/// <summary>Stands before every request of a listener: tells the connection's standing when somebody answers for it, and refuses what pages of foreign sites send.</summary>
internal sealed class ListenerGuard(ListenerLimits limits) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        application.Use(following => context => HandleAsync(context, following));
        next(application);
    };

    private Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (limits.LocalNamesOnly && Fault(context.Request) is { } fault)
        {
            return RefuseAsync(context, fault);
        }

        return context.Features.Get<ConnectionStanding>() is { IsKnown: false } stranger ? JudgeAsync(context, stranger, next) : next(context);
    }

    private async Task JudgeAsync(HttpContext context, ConnectionStanding stranger, RequestDelegate next)
    {
        stranger.Began();
        try
        {
            Judge(context, stranger);
            await next(context);
        }
        finally
        {
            stranger.Ended();
        }
    }

    private void Judge(HttpContext context, ConnectionStanding stranger)
    {
        switch (limits.Trust)
        {
            case ConnectionTrust.FirstRequest:
                stranger.Vouch();
                break;
            case ConnectionTrust.FirstGoodAnswer:
                context.Response.OnStarting(() =>
                {
                    if (context.Response.StatusCode is not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden))
                    {
                        stranger.Vouch();
                    }

                    return Task.CompletedTask;
                });
                break;
            default:
                break;
        }
    }

    private static (int Status, string Text)? Fault(HttpRequest request)
    {
        if (!LocalNames.IsLoopback(request.Host.Value))
        {
            return (StatusCodes.Status421MisdirectedRequest, $"this listener answers 127.0.0.1 and localhost only, not \"{Shown(request.Host.Value)}\"\n");
        }

        return LocalNames.IsForeignPage(request.Headers.Origin, request.Headers["Sec-Fetch-Site"], request.Host.Value)
            ? (StatusCodes.Status403Forbidden, "requests that a browser sends for a page of another site are not answered here\n")
            : null;
    }

    private static Task RefuseAsync(HttpContext context, (int Status, string Text) fault)
    {
        context.Response.StatusCode = fault.Status;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(fault.Text, context.RequestAborted);
    }

    private static string Shown(string? host) => host is { Length: > 100 } ? host[..100] : host ?? "";
}
