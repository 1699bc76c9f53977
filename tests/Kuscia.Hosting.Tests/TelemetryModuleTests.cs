using System.Net;
using System.Net.Sockets;
using Kuscia.Client.Queues;
using Kuscia.Hosting.Modules;
using Kuscia.Hosting.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kuscia.Hosting.Tests;

/// <summary>The metrics page on a real socket.</summary>
public sealed class TelemetryModuleTests
{
    private static readonly TelemetryOptions Options = new() { DomainId = "alice", InstanceName = "alice-node", Port = 0 };

    [Fact]
    public async Task Page_shows_what_a_queue_has_done_with_its_name_and_result()
    {
        await using TelemetryModule module = new(Options, _ => null, NullLoggerFactory.Instance);
        await module.StartAsync(CancellationToken.None);
        await WorkAsync("page-test", fails: 2);

        string page = await PageAsync(module);

        Assert.Matches("""(?m)^kuscia_reconcile_duration_seconds_count\{.*queue="page-test".*result="success".*\} 1$""", page);
        Assert.Matches("""(?m)^kuscia_reconcile_duration_seconds_count\{.*queue="page-test".*result="failure".*\} 2$""", page);
        Assert.Matches("""(?m)^kuscia_reconcile_duration_seconds_bucket\{.*queue="page-test".*le="0.001".*\} """, page);
        Assert.Matches("""(?m)^kuscia_queue_depth\{.*queue="page-test".*\} 0$""", page);
        Assert.Matches("(?m)^dotnet_process_memory_working_set_bytes", page);
    }

    [Fact]
    public async Task Page_shows_the_machine_under_the_names_of_node_exporter()
    {
        await using TelemetryModule module = new(Options, _ => null, NullLoggerFactory.Instance);
        await module.StartAsync(CancellationToken.None);

        string page = await PageAsync(module);

        Assert.Matches("""(?m)^node_cpu_seconds_total\{.*cpu="0",mode="idle".*\} \d""", page);
        Assert.Matches("""(?m)^node_memory_MemTotal_bytes\{.*\} \d{6,}""", page);
        Assert.Matches("""(?m)^node_load1\{.*\} \d""", page);
        Assert.Matches("""(?m)^node_network_receive_bytes_total\{.*device="lo".*\} \d""", page);
        Assert.Matches("""(?m)^node_netstat_Tcp_RetransSegs\{.*\} \d""", page);
        Assert.Matches("""(?m)^node_filefd_maximum\{.*\} \d""", page);
    }

    [Fact]
    public async Task Page_answers_local_names_only_while_it_listens_on_loopback()
    {
        await using TelemetryModule module = new(Options, _ => null, NullLoggerFactory.Instance);
        await module.StartAsync(CancellationToken.None);
        using HttpClient http = new();
        using HttpRequestMessage request = new(HttpMethod.Get, module.Address);
        request.Headers.Host = "evil.example";

        using HttpResponseMessage response = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Fact]
    public async Task Taken_port_ends_the_start_only_when_the_port_was_asked_for()
    {
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        TelemetryOptions taken = Options with { Port = ((IPEndPoint)other.LocalEndPoint!).Port }; // bound above
        await using TelemetryModule optional = new(taken, _ => null, NullLoggerFactory.Instance);
        await using TelemetryModule required = new(taken with { PortIsRequired = true }, _ => null, NullLoggerFactory.Instance);

        await optional.StartAsync(CancellationToken.None);
        ModuleStartException fault = await Assert.ThrowsAsync<ModuleStartException>(() => required.StartAsync(CancellationToken.None));

        Assert.Null(optional.Address);
        Assert.Contains($"127.0.0.1:{taken.Port}", fault.Message, StringComparison.Ordinal);
    }

    private static async Task WorkAsync(string name, int fails)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int left = fails;
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(60));
        WorkQueue<string> queue = new(
            name,
            (_, _) =>
            {
                if (left-- > 0)
                {
                    throw new InvalidOperationException("as planned");
                }

                done.SetResult();
                return Task.FromResult<TimeSpan?>(null);
            },
            new WorkQueueOptions { Workers = 1, MinBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(1) },
            TimeProvider.System,
            NullLogger.Instance);
        Task running = queue.RunAsync(stop.Token);
        queue.Add("key");
        await done.Task.WaitAsync(stop.Token);
        await stop.CancelAsync();
        await running;
    }

    private static async Task<string> PageAsync(TelemetryModule module)
    {
        using HttpClient http = new();
        return await http.GetStringAsync(module.Address);
    }
}
