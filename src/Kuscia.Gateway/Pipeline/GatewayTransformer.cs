using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Kuscia.Gateway.Pipeline;

/// <summary>Copies the request as it is, except for host, path prefix and the headers of the target.</summary>
internal sealed class GatewayTransformer(Exchange exchange, ForwardTarget target, TimeProvider time) : HttpTransformer
{
    // The receiver decodes and normalises the path by its own rules; rewriting it here would change signatures and escaped slashes.
    private static readonly UriCreationOptions KeepPath = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // A longer answer may break off in the middle: what was sent is counted.
    private const long LargeBody = 64 * 1024;

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = new Uri(destinationPrefix + target.PathPrefix + PathAndQuery(httpContext), KeepPath);
        proxyRequest.Headers.Host = target.Host;
        foreach ((string name, string? value) in target.Headers)
        {
            proxyRequest.Headers.Remove(name);
            if (value is not null)
            {
                proxyRequest.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null)
        {
            exchange.FromUpstream = true;
            exchange.ResponseStarted = time.GetTimestamp();
            if (exchange.Options.AccessLogDirectory is not null && proxyResponse.Content.Headers.ContentLength is null or > LargeBody)
            {
                httpContext.Response.Body = new CountedStream(httpContext.Response.Body, exchange);
            }
        }

        bool hasBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (hasBody && proxyResponse is not null && IsStream(httpContext.Request.Method, proxyResponse))
        {
            // A watch may be silent for long: its caller must see that it stands.
            await httpContext.Response.Body.FlushAsync(cancellationToken);
        }

        return hasBody;
    }

    // Over HTTP/2 a head may be the whole answer (gRPC, "Trailers-Only"), which must stay one frame.
    private static bool IsStream(string method, HttpResponseMessage response) =>
        response.Version.Major == 1 && response.Content.Headers.ContentLength is null && !HttpMethods.IsHead(method)
        && (int)response.StatusCode is >= 200 and not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified);

    private static string PathAndQuery(HttpContext context)
    {
        string? raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (raw is not null && raw.StartsWith('/') && !raw.AsSpan().ContainsAny("#\\"))
        {
            return raw;
        }

        PathString path = context.Request.Path.HasValue ? context.Request.Path : "/";
        return path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
    }
}
