using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Kuscia.Gateway.Tests.Harness;
using Microsoft.AspNetCore.Http;

namespace Kuscia.Gateway.Tests;

/// <summary>What two real gateways tell about a request that goes through both.</summary>
public sealed class TelemetryTests(SharedPair shared) : IClassFixture<SharedPair>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Request_through_two_gateways_is_one_trace_and_each_hop_is_the_child_of_the_one_before()
    {
        ActivityTraceId trace = ActivityTraceId.CreateRandom();
        ActivitySpanId caller = ActivitySpanId.CreateRandom();
        ConcurrentDictionary<string, Activity> spans = new();
        TaskCompletionSource both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Kuscia.Gateway",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                spans[activity.OperationName] = activity;
                if (spans.Count == 2)
                {
                    both.TrySetResult();
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync(c.Request.Headers.TraceParent.ToString()));
        await shared.Pair.Bob.PublishAsync("one-trace", service.Port);
        using HttpClient application = shared.Pair.Alice.Application();
        using HttpRequestMessage request = new(HttpMethod.Get, "http://one-trace.bob.svc/");
        request.Headers.Add("traceparent", $"00-{trace}-{caller}-01");

        using HttpResponseMessage response = await application.SendAsync(request);
        string received = await response.Content.ReadAsStringAsync();
        await both.Task.WaitAsync(Deadline);

        Activity leaving = spans["gateway internal"];
        Activity arriving = spans["gateway external"];
        Assert.Equal((trace, caller), (leaving.TraceId, leaving.ParentSpanId));
        Assert.Equal((trace, leaving.SpanId), (arriving.TraceId, arriving.ParentSpanId));
        Assert.Equal($"00-{trace}-{arriving.SpanId}-01", received);
        Assert.Equal(200, arriving.GetTagItem("http.response.status_code"));
        Assert.Equal("alice", arriving.GetTagItem("kuscia.source"));
    }

    [Fact]
    public async Task Request_is_counted_at_both_gateways_with_the_partner_and_the_status()
    {
        const int unusual = StatusCodes.Status418ImATeapot;
        ConcurrentBag<string> counted = [];
        TaskCompletionSource both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, itself) =>
            {
                if (instrument.Name == "kuscia.gateway.request.duration")
                {
                    itself.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            Dictionary<string, object?> labels = new(tags.ToArray());
            if (labels["status"] is unusual)
            {
                counted.Add($"{labels["listener"]} {labels["partner"]}");
                if (counted.Count == 2)
                {
                    both.TrySetResult();
                }
            }
        });
        listener.Start();
        await using TestService service = await TestService.StartAsync(c =>
        {
            c.Response.StatusCode = unusual;
            return Task.CompletedTask;
        });
        await shared.Pair.Bob.PublishAsync("counted", service.Port);
        using HttpClient application = shared.Pair.Alice.Application();

        using HttpResponseMessage response = await application.GetAsync(new Uri("http://counted.bob.svc/"));
        await both.Task.WaitAsync(Deadline);

        Assert.Equal((HttpStatusCode)unusual, response.StatusCode);
        Assert.Equal(["external alice", "internal bob"], counted.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Upstream_of_a_route_is_told_under_the_names_that_the_original_uses()
    {
        // Pairs of other tests have a route of this name too: an answer longer than theirs, and the largest figure of each name.
        const int length = 3_000_003;
        ConcurrentDictionary<string, double> figures = new();
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, itself) =>
            {
                if (instrument.Meter.Name == "Kuscia.Gateway.Upstreams")
                {
                    itself.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, figure, tags, _) => Take(instrument, figure, tags));
        listener.SetMeasurementEventCallback<double>((instrument, figure, tags, _) => Take(instrument, figure, tags));
        listener.Start();
        await using TestService service = await TestService.StartAsync(c => c.Response.WriteAsync(new string('x', length)));
        await shared.Pair.Bob.PublishAsync("measured", service.Port);
        using HttpClient application = shared.Pair.Alice.Application();

        string answer = await application.GetStringAsync(new Uri("http://measured.bob.svc/"));
        listener.RecordObservableInstruments();

        Assert.Equal(length, answer.Length);
        Assert.InRange(figures["envoy_cluster_upstream_cx_rx_bytes_total alice-to-bob-http"], length, double.MaxValue);
        Assert.InRange(figures["envoy_cluster_upstream_cx_tx_bytes_total alice-to-bob-http"], 100, double.MaxValue);
        Assert.InRange(figures["envoy_cluster_upstream_rq_total alice-to-bob-http"], 1, double.MaxValue);
        Assert.InRange(figures["envoy_cluster_upstream_cx_total alice-to-bob-http"], 1, double.MaxValue);
        Assert.InRange(figures["ss_total_connections 127__0__0__1"], 1, double.MaxValue);
        Assert.InRange(figures["ss_rtt 127__0__0__1"], double.Epsilon, 60_000);

        void Take(Instrument instrument, double figure, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                if (tag.Key is "envoy_cluster_name" or "remote_domain")
                {
                    figures.AddOrUpdate($"{instrument.Name} {tag.Value}", figure, (_, other) => Math.Max(figure, other));
                }
            }
        }
    }
}
