using System.Net;
using Kuscia.Gateway.Routes;
using Kuscia.Gateway.Upstreams;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Kuscia.Gateway.Pipeline;

/// <summary>Streams a request to an upstream and its answer back; tells failures in the words of the specification (network §11).</summary>
internal sealed class Forwarder(IHttpForwarder http, GatewayOptions options, TimeProvider time)
{
    private const int CopyBuffer = 64 * 1024;
    private const string ResetText = "upstream connect error or disconnect/reset before headers. reset reason: ";

    private readonly ForwarderRequestConfig _http1 = new()
    {
        ActivityTimeout = options.IdleTimeout,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private readonly ForwarderRequestConfig _http2 = new()
    {
        ActivityTimeout = options.IdleTimeout,
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public async Task SendAsync(Exchange exchange, ForwardTarget target)
    {
        HttpContext context = exchange.Context;
        bool http2 = target.Http2 ?? HttpProtocol.IsHttp2(context.Request.Protocol);
        exchange.Forwarded = time.GetTimestamp();
        target.Upstream.Figures?.Requested();
        ForwarderRequestConfig config = http2 ? _http2 : _http1;
        config = target.Limit is { } limit ? config with { ActivityTimeout = options.IdleTimeout + Patience(limit) } : config;
        ForwarderError error = await http.SendAsync(
            context, target.Upstream.BaseAddress, target.Upstream.Invoker, config, new GatewayTransformer(exchange, target, time), context.RequestAborted);
        if (error == ForwarderError.None)
        {
            return;
        }

        Exception? exception = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        await FailAsync(exchange, target.Upstream, error, exception);
    }

    // A full buffer under a low limit takes long without being idle.
    private static TimeSpan Patience(BandwidthLimit limit) => TimeSpan.FromSeconds(CopyBuffer / (limit.KibibytesPerSecond * 1024.0));

    private static Task FailAsync(Exchange exchange, Upstream upstream, ForwarderError error, Exception? exception)
    {
        if (UpstreamException.Find(exception) is not null)
        {
            upstream.Eject();
        }

        if (exchange.Context.RequestAborted.IsCancellationRequested)
        {
            exchange.Flags = "DC";
            return Task.CompletedTask;
        }

        if (exchange.Context.Response.HasStarted)
        {
            exchange.Flags = error is ForwarderError.ResponseBodyCanceled ? "SI" : "UC";
            return Task.CompletedTask;
        }

        exchange.Context.Response.Clear();
        bool isStalled = error is ForwarderError.RequestBodyClient && Root(exception) is OperationCanceledException;
        if (isStalled || error is ForwarderError.RequestTimedOut or ForwarderError.RequestBodyCanceled or ForwarderError.ResponseBodyCanceled)
        {
            exchange.Flags = "SI";
            upstream.Figures?.RequestTimedOut();
            return LocalAnswer.WriteAsync(exchange, StatusCodes.Status504GatewayTimeout, "stream_idle_timeout", "stream timeout");
        }

        if (error is ForwarderError.RequestBodyClient)
        {
            exchange.Flags = "DPE";
            return LocalAnswer.WriteAsync(exchange, StatusCodes.Status400BadRequest, "http1.codec_error", "");
        }

        (string reset, string flags) = ResetReason(exception);
        exchange.Flags = flags;
        // Addresses inside this node are nothing for a partner to read.
        exchange.Detail = exchange.Side == Side.Internal ? UpstreamException.Find(exception)?.Message : null;
        return LocalAnswer.WriteAsync(
            exchange, StatusCodes.Status503ServiceUnavailable, $"upstream_reset_before_response_started{{{reset.Replace(' ', '_')}}}", ResetText + reset);
    }

    private static Exception? Root(Exception? exception)
    {
        while (exception?.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }

    private static (string Reset, string Flags) ResetReason(Exception? exception)
    {
        if (UpstreamException.Find(exception) is not null)
        {
            return ("connection failure", "UF");
        }

        HttpRequestError kind = (exception as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        return kind switch
        {
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError => ("connection failure", "UF"),
            HttpRequestError.HttpProtocolError => ("remote reset", "UR"),
            HttpRequestError.InvalidResponse => ("protocol error", "UPE"),
            _ => ("connection termination", "UC"),
        };
    }
}
