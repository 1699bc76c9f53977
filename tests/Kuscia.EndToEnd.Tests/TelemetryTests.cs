using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Kuscia.EndToEnd.Tests;

/// <summary>What a running node tells about itself, on its page and to a receiver.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kuscia-e2e-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_room_of_a_node_is_on_its_metrics_page()
    {
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        await node.StartAsync();
        await node.KubectlAsync("get", "domains");
        using HttpClient http = new();

        string page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{node.Ports[7]}/metrics"));

        Assert.All(
            [
                "kuscia_queue_wait_seconds_count", "kuscia_reconcile_duration_seconds_count", "kuscia_log_commit_duration_seconds_count", "kuscia_log_watches",
                "kuscia_apiserver_request_duration_seconds_count", "kuscia_gateway_request_duration_seconds_count", "dotnet_gc_collections_total",
            ],
            family => Assert.Matches($"(?m)^{family}\\b", page));
        Assert.Matches("""(?m)^kuscia_apiserver_request_duration_seconds_count\{.*resource="domains".*verb="list".*\} [1-9]""", page);
    }

    [Fact]
    public async Task Traces_and_metrics_go_to_the_receiver_that_the_environment_names()
    {
        using HttpListener receiver = new();
        int port = FreePorts.Take(1)[0];
        receiver.Prefixes.Add($"http://127.0.0.1:{port}/");
        receiver.Start();
        ConcurrentDictionary<string, string> received = new();
        TaskCompletionSource both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task receiving = ReceiveAsync(receiver, received, both);
        await using NodeProcess node = await NodeProcess.CreateAsync("alice", _folder);
        node.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}";
        node.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        node.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";

        await node.StartAsync();
        await both.Task.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Contains("gateway internal", received["/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("kuscia.reconcile.duration", received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("kuscia.domain", received["/v1/metrics"], StringComparison.Ordinal);
        receiver.Stop();
        await receiving;
    }

    private static async Task ReceiveAsync(HttpListener receiver, ConcurrentDictionary<string, string> received, TaskCompletionSource both)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await receiver.GetContextAsync();
                using MemoryStream body = new();
                await context.Request.InputStream.CopyToAsync(body);
                received.AddOrUpdate(context.Request.Url?.AbsolutePath ?? "", _ => Text(body), (_, before) => before + Text(body));
                context.Response.Close();
                if (received.GetValueOrDefault("/v1/traces", "").Contains("gateway internal", StringComparison.Ordinal)
                    && received.GetValueOrDefault("/v1/metrics", "").Contains("kuscia.reconcile.duration", StringComparison.Ordinal))
                {
                    both.TrySetResult();
                }
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    // Names stand as they are in the bytes of a message.
    private static string Text(MemoryStream body) => Encoding.Latin1.GetString(body.ToArray());
}
