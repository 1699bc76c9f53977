using Kuscia.Gateway.Listeners;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Kuscia.Gateway.Forwarding;

/// <summary>Copies the request as it is, except for host, path prefix and the headers of the target.</summary>
internal sealed class GatewayTransformer(Exchange exchange, ForwardTarget target, TimeProvider time) : HttpTransformer
{
    // The receiver decodes and normalises the path by its own rules; rewriting it here would change signatures and escaped slashes.
    private static readonly UriCreationOptions KeepPath = new() { DangerousDisablePathAndQueryCanonicalization = true };

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

    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null)
        {
            exchange.FromUpstream = true;
            exchange.ResponseStarted = time.GetTimestamp();
        }

        return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

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
