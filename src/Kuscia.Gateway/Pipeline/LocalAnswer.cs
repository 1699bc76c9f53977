using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Pipeline;

/// <summary>Answers that the gateway gives itself.</summary>
internal static class LocalAnswer
{
    /// <summary>The documented connectivity test: everybody without a valid token gets exactly this.</summary>
    public static Task UnauthorizedAsync(Exchange exchange)
    {
        GatewayOptions options = exchange.Options;
        string body = $"{{\"domain\":{Quote(options.DomainId)},\"instance\":{Quote(options.InstanceName)},\"kuscia\":{Quote(options.Version)},\"reason\":\"unauthorized.\"}}\n";
        exchange.Detail = null;
        return WriteAsync(exchange, StatusCodes.Status401Unauthorized, "", body);
    }

    /// <summary>No such service or route, or none that this caller may see. The gRPC form carries <c>grpc-status: 14</c> (UNAVAILABLE).</summary>
    public static Task ServiceNotFoundAsync(Exchange exchange) => NotFoundAsync(exchange, "");

    private static Task NotFoundAsync(Exchange exchange, string body)
    {
        exchange.Flags = "NR";
        exchange.Detail = $"Service \"{exchange.Host.Text}\" not found.";
        if (exchange.Context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
        {
            exchange.Context.Response.Headers["grpc-status"] = "14";
        }

        return WriteAsync(exchange, StatusCodes.Status404NotFound, "direct_response", body);
    }

    /// <summary>The service exists, but not for this caller or path.</summary>
    public static Task RouteNotFoundAsync(Exchange exchange)
    {
        exchange.Flags = "NR";
        return WriteAsync(exchange, StatusCodes.Status404NotFound, "route_not_found", "");
    }

    /// <summary>Tunnels by CONNECT would carry requests past every check.</summary>
    public static Task ConnectRefusedAsync(Exchange exchange)
    {
        exchange.Detail = "CONNECT is not supported; send the request itself to this address with its Host";
        return WriteAsync(exchange, StatusCodes.Status405MethodNotAllowed, "direct_response", "");
    }

    /// <summary>The sender is beyond its share; the reason names the limit.</summary>
    public static Task TooManyRequestsAsync(Exchange exchange, string reason)
    {
        exchange.Flags = "RL";
        exchange.Detail = reason;
        exchange.Context.Response.Headers.RetryAfter = "1";
        return WriteAsync(exchange, StatusCodes.Status429TooManyRequests, "partner_limit", reason + "; try again in a moment\n");
    }

    /// <summary>The host is none that the internal listener answers.</summary>
    public static Task ForeignHostAsync(Exchange exchange) => NotFoundAsync(
        exchange, $"the internal listener answers SERVICE.DOMAIN.svc, names of own services and the addresses of this node, not \"{exchange.Host.Text}\"\n");

    /// <summary>A browser sent it for a page of another site.</summary>
    public static Task ForeignPageAsync(Exchange exchange)
    {
        exchange.Detail = "requests that a browser sends for a page of another site are not answered here";
        return WriteAsync(exchange, StatusCodes.Status403Forbidden, "foreign_page", exchange.Detail + "\n");
    }

    public static Task NoHealthyUpstreamAsync(Exchange exchange)
    {
        exchange.Flags = "UH";
        return WriteAsync(exchange, StatusCodes.Status503ServiceUnavailable, "no_healthy_upstream", "no healthy upstream");
    }

    public static async Task WriteAsync(Exchange exchange, int status, string cause, string body)
    {
        exchange.Cause = cause;
        exchange.FromUpstream = false;
        HttpResponse response = exchange.Context.Response;
        response.StatusCode = status;
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        response.ContentLength = bytes.Length;
        if (bytes.Length > 0)
        {
            response.ContentType = "text/plain";
            if (!HttpMethods.IsHead(exchange.Context.Request.Method))
            {
                await response.Body.WriteAsync(bytes, exchange.Context.RequestAborted);
            }
        }
    }

    /// <summary>A message as JSON; a HEAD gets its head alone.</summary>
    public static async Task WriteJsonAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(answer, type);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
