using System.Text.Encodings.Web;
using KubeFate.Accounts;
using KubeFate.Storage;
using Kuscia.Helm.Charts;
using Kuscia.Helm.Kube;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KubeFate.Service;

/// <summary>Finds the route of a request, asks for the token, and turns failures into answers. The other form of a path (with or without its last slash) is redirected to.</summary>
internal sealed partial class Router(IReadOnlyList<Route> routes, AccountService accounts, ILogger logger)
{
    private const string Bearer = "Bearer ";

    public async Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/", method = context.Request.Method;
        foreach (Route route in routes)
        {
            if (route.Method == method && route.Match(path) is { } values)
            {
                await AnswerAsync(context, route, values);
                Log.Answered(logger, context.Response.StatusCode, method, path);
                return;
            }
        }

        string other = path.EndsWith('/') ? path.TrimEnd('/') : path + "/";
        if (other.Length > 0 && routes.Any(route => route.Method == method && route.Match(other) is not null))
        {
            await RedirectAsync(context, other + context.Request.QueryString);
            return;
        }

        await context.TextAsync(404, path.StartsWith("/v1/swagger/", StringComparison.Ordinal) ? "text/plain; charset=utf-8" : "text/plain", "404 page not found");
    }

    private static Task RedirectAsync(HttpContext context, string target)
    {
        context.Response.Headers.Location = target;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            return context.TextAsync(301, "text/html; charset=utf-8", $"<a href=\"{HtmlEncoder.Default.Encode(target)}\">Moved Permanently</a>.\n\n");
        }

        context.Response.StatusCode = 307;
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(HttpContext context, Route route, IReadOnlyDictionary<string, string> values)
    {
        try
        {
            string user = "";
            if (!route.IsOpen)
            {
                (string? name, string? fault) = Token(context.Request) is { } token
                    ? await accounts.CheckAsync(token, context.RequestAborted)
                    : (null, "cookie token is empty");
                if (name is null)
                {
                    await context.DeniedAsync(fault ?? "");
                    return;
                }

                user = name;
            }

            await route.Handler(new Call(context, values, user));
        }
        catch (Refusal e)
        {
            await RefuseAsync(context, e.Status, e.Message);
        }
        catch (Exception e) when (e is HelmException or KubeException or DatabaseException)
        {
            await RefuseAsync(context, 500, e.Message);
        }
        catch (Exception e) when (e is OperationCanceledException or BadHttpRequestException or IOException)
        {
            // The client went away, or sent no HTTP.
        }
        catch (Exception e)
        {
            Log.Broken(logger, context.Request.Method, context.Request.Path, e);
            await RefuseAsync(context, 500, "");
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string text)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        if (text.Length == 0)
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }

        return context.ErrorAsync(status, text);
    }

    private static string? Token(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        string token = header.StartsWith(Bearer, StringComparison.Ordinal) ? header[Bearer.Length..] : "";
        token = token.Length > 0 ? token : request.Query["token"].ToString();
        token = token.Length > 0 ? token : request.Cookies["jwt"] ?? "";
        return token.Length > 0 ? token : null;
    }

    private static partial class Log
    {
        [LoggerMessage(9020, LogLevel.Information, "{Status} {Method} {Path}")]
        public static partial void Answered(ILogger logger, int status, string method, string path);

        [LoggerMessage(9021, LogLevel.Error, "{Method} {Path} failed in a way nobody expected")]
        public static partial void Broken(ILogger logger, string method, string path, Exception fault);
    }
}
