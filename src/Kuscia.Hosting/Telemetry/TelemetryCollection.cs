using System.Diagnostics.Metrics;
using Kuscia.Hosting.Telemetry.Host;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Kuscia.Hosting.Telemetry;

/// <summary>
/// Collects the metrics and traces of all rooms of this process: for a Prometheus page always, and for an OTLP receiver where the environment names one
/// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its kin, OpenTelemetry specification, "Environment Variables"). Traces are recorded only for a receiver.
/// </summary>
internal sealed class TelemetryCollection : IDisposable
{
    private const string Rooms = "Kuscia.*";

    // Seconds, from a request to the local store up to a job.
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    private readonly HostMetrics _host;
    private readonly TracerProvider? _traces;

    private TelemetryCollection(MeterProvider meters, HostMetrics host, TracerProvider? traces)
    {
        Meters = meters;
        _host = host;
        _traces = traces;
    }

    public MeterProvider Meters { get; }

    /// <summary>Begins to collect.</summary>
    /// <param name="options">Who collects.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static TelemetryCollection Start(TelemetryOptions options, Func<string, string?> environment)
    {
        ResourceBuilder resource = ResourceBuilder.CreateDefault()
            .AddService("kuscia", serviceInstanceId: $"{options.DomainId}/{options.InstanceName}")
            .AddAttributes([new("kuscia.domain", options.DomainId)]);
        MeterProviderBuilder meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(Rooms, "System.Runtime")
            .AddView(InSeconds)
            .AddPrometheusExporter(page => page.ScrapeResponseCacheDurationMilliseconds = 0);
        if (IsWanted(environment, "METRICS"))
        {
            meters.AddOtlpExporter();
        }

        TracerProvider? traces = IsWanted(environment, "TRACES")
            ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Rooms).AddOtlpExporter().Build()
            : null;
        return new TelemetryCollection(meters.Build(), new HostMetrics(new ProcFiles("/proc")), traces);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _traces?.Dispose();
        Meters.Dispose();
        _host.Dispose();
    }

    private static bool IsWanted(Func<string, string?> environment, string signal) =>
        !string.IsNullOrEmpty(environment("OTEL_EXPORTER_OTLP_ENDPOINT")) || !string.IsNullOrEmpty(environment($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));

    // The library's own bounds are meant for milliseconds.
    private static MetricStreamConfiguration? InSeconds(Instrument instrument) =>
        instrument is Histogram<double> { Unit: "s" } ? new ExplicitBucketHistogramConfiguration { Boundaries = Buckets } : null;
}
