using System.Globalization;
using System.Text;
using Kuscia.Gateway.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kuscia.Gateway.Listeners;

/// <summary>One line of an access log, field by field as the diagnosis tools parse it (specification, network §2.5).</summary>
internal static class AccessLine
{
    private const int MaxPath = 2048;

    /// <summary>The file a request belongs to.</summary>
    public static string FileOf(Exchange exchange)
    {
        PathString path = exchange.Context.Request.Path;
        return path.StartsWithSegments("/zipkin", StringComparison.Ordinal) ? "zipkin.log"
            : path.StartsWithSegments("/api", StringComparison.Ordinal) || path.StartsWithSegments("/apis", StringComparison.Ordinal) ? "kubernetes.log"
            : path.StartsWithSegments("/prometheus", StringComparison.Ordinal) ? "prometheus.log"
            : exchange.Side == Side.External ? "external.log" : "internal.log";
    }

    public static string Format(Exchange exchange, long responseBytes, DateTimeOffset at, TimeProvider time)
    {
        HttpContext context = exchange.Context;
        HttpRequest request = context.Request;
        StringBuilder line = new(256);
        Field(line, context.Connection.RemoteIpAddress?.ToString());
        line.Append("- [").Append(at.ToString("dd/MMM/yyyy:HH:mm:ss ", CultureInfo.InvariantCulture)).Append(at.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal)).Append("] ");
        Field(line, exchange.Source);
        Field(line, exchange.Host.Text.Length > 0 ? exchange.Host.Text : request.Host.Value);
        line.Append('"').Append(Clean(request.Method)).Append(' ').Append(Clean(context.Features.Get<IHttpRequestFeature>()?.RawTarget)).Append(' ').Append(request.Protocol).Append("\" ");
        Field(line, exchange.Trace.TraceId);
        Field(line, exchange.Trace.SpanId);
        line.Append(context.Response.StatusCode).Append(' ');
        Field(line, exchange.Flags);
        Field(line, request.ContentLength?.ToString(CultureInfo.InvariantCulture));
        line.Append(responseBytes).Append(' ').Append(Milliseconds(time.GetElapsedTime(exchange.Started))).Append(' ');
        if (exchange.Side == Side.Internal)
        {
            AppendPhases(line, exchange, time);
        }

        return line.Append("- -").ToString();
    }

    private static void AppendPhases(StringBuilder line, Exchange exchange, TimeProvider time)
    {
        long forwarded = exchange.Forwarded == 0 ? exchange.Started : exchange.Forwarded;
        Field(line, exchange.Forwarded == 0 ? null : Milliseconds(time.GetElapsedTime(exchange.Started, forwarded)));
        Field(line, exchange.ResponseStarted == 0 ? null : Milliseconds(time.GetElapsedTime(exchange.Started, exchange.ResponseStarted)));
        Field(line, exchange.ResponseStarted == 0 ? null : Milliseconds(time.GetElapsedTime(exchange.ResponseStarted)));
    }

    private static string Milliseconds(TimeSpan span) => ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static void Field(StringBuilder line, string? value) => line.Append(string.IsNullOrEmpty(value) ? "-" : Clean(value).Replace(' ', '_')).Append(' ');

    // One request is one line: nothing a peer sends may begin another.
    private static string Clean(string? value)
    {
        string text = value ?? "-";
        text = text.Length <= MaxPath ? text : text[..MaxPath];
        return text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.Contains('"', StringComparison.Ordinal)
            ? new string([.. text.Select(c => c is > '!' and <= '~' or '!' && c != '"' ? c : '_')])
            : text;
    }
}
