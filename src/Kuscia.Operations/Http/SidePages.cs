using System.Globalization;
using Kuscia.Operations.Envelopes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kuscia.Operations.Http;

/// <summary>What an API answers beside its operations: who it is, paths that are written oddly, and paths that it does not have.</summary>
internal sealed class SidePages(EndpointContract contract, TimeProvider time)
{
    private const long TicksPerNanosecond = 100;

    private readonly DateTimeOffset _started = time.GetUtcNow();
    private readonly long _begin = time.GetTimestamp();

    /// <summary>The page of <c>GET /version</c> or <c>GET /probe</c>; null for any other request.</summary>
    public string? PageOf(HttpRequest request) => !HttpMethods.IsGet(request.Method) ? null : request.Path.Value switch
    {
        "/version" => contract.Version,
        "/probe" => Probe(),
        _ => null,
    };

    /// <summary>The path that was meant, when it has doubled slashes, dots or a slash at its end; null when it is written as it should be.</summary>
    public static string? MeantPath(HttpContext context)
    {
        string raw = (context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").Split('?')[0];
        if (raw.Length == 0 || raw[0] != '/')
        {
            return null;
        }

        List<string> parts = [];
        foreach (string part in raw.Split('/'))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        string meant = "/" + string.Join('/', parts);
        return meant == raw ? null : meant;
    }

    /// <summary>Sends the caller to another path, where a POST stays a POST.</summary>
    public static Task RedirectAsync(HttpContext context, string path)
    {
        bool get = HttpMethods.IsGet(context.Request.Method);
        context.Response.StatusCode = get ? StatusCodes.Status301MovedPermanently : StatusCodes.Status307TemporaryRedirect;
        context.Response.Headers.Location = path;
        return get ? TextAsync(context, $"<a href=\"{path}\">Moved Permanently</a>.\n\n", "text/html; charset=utf-8") : Task.CompletedTask;
    }

    /// <summary>There is no such path, or not for this method.</summary>
    public static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return TextAsync(context, "404 page not found", "text/plain");
    }

    /// <summary>A text as the whole answer.</summary>
    public static Task TextAsync(HttpContext context, string text, string type)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    // The start and the time since, as Go prints a time.
    private string Probe() => string.Create(
        CultureInfo.InvariantCulture,
        $"ServiceName: {contract.ServiceName}, Host: {contract.DomainId}, Version: {contract.Version}, Uptime: {_started:yyyy-MM-dd HH:mm:ss}.{_started.Ticks % TimeSpan.TicksPerSecond * TicksPerNanosecond:000000000} +0000 UTC m=+{time.GetElapsedTime(_begin).TotalSeconds:0.000000000}");
}
