using System.Diagnostics.Metrics;
using Kuscia.ApiServer.Requests;
using Microsoft.AspNetCore.Http;

namespace Kuscia.ApiServer.Server;

/// <summary>What the API server tells about its requests. Labels have values of this program only, never a caller's text.</summary>
internal static class RequestMetrics
{
    private static readonly Meter Meter = new("Kuscia.ApiServer");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "kuscia.apiserver.request.duration", "s", "Time of a request that ends by itself, by verb, resource and status code.");

    private static readonly UpDownCounter<long> InFlight = Meter.CreateUpDownCounter<long>("kuscia.apiserver.requests", "{request}", "Requests in work, by verb and resource; watches too.");

    private static readonly Counter<long> Followed = Meter.CreateCounter<long>("kuscia.apiserver.long_requests", "{request}", "Watches and followed logs that ended, by resource and status code.");

    public static void Began(RequestInfo info) => InFlight.Add(1, Verb(info), Resource(info));

    /// <param name="context">The request with its answer.</param>
    /// <param name="info">What it was about; null when it was refused before that was known.</param>
    /// <param name="duration">Since it came in.</param>
    public static void Ended(HttpContext context, RequestInfo? info, TimeSpan duration)
    {
        KeyValuePair<string, object?> code = new("code", context.Response.StatusCode);
        if (info is not null)
        {
            InFlight.Add(-1, Verb(info), Resource(info));
        }

        if (info is { Verb: "watch" } or { Subresource: "log" })
        {
            Followed.Add(1, Resource(info), code);
            return;
        }

        Duration.Record(duration.TotalSeconds, Verb(info), Resource(info), code);
    }

    private static KeyValuePair<string, object?> Verb(RequestInfo? info) => new("verb", info?.Verb switch
    {
        null => "",
        "get" or "list" or "watch" or "create" or "update" or "patch" or "delete" or "deletecollection" or "post" => info.Verb,
        _ => "other",
    });

    private static KeyValuePair<string, object?> Resource(RequestInfo? info) => new("resource", info?.Kind?.Kind.Plural ?? "");
}
