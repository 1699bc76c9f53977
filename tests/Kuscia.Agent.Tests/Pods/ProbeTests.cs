using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Kuscia.Agent.Tests.Support;
using Kuscia.Hosting.Listeners;
using Kuscia.Model.Core;
using Kuscia.Testing.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using static Kuscia.Agent.Tests.Support.AgentWorld;

namespace Kuscia.Agent.Tests.Pods;

public class ProbeTests
{
    [Fact]
    public async Task Container_whose_liveness_command_fails_is_ended_and_started_again()
    {
        await using AgentWorld world = await StartAsync();
        string alive = Path.Combine(world.Root, "alive");
        string script = $"[ -e {alive}.once ] && rm -f {alive}.dead || {{ touch {alive}.once; touch {alive}.dead; }}; exec sleep 600";

        await world.CreatePodAsync(ShellPod("sick", script, s => s with { RestartPolicy = "Always", TerminationGracePeriodSeconds = 1 },
            c => c with { LivenessProbe = Probe($$"""{"exec":{"command":["sh","-c","test ! -e {{alive}}.dead"]},"periodSeconds":1,"failureThreshold":2}""") }));

        Pod pod = await world.WaitForPodAsync("sick", "one restart", p => p.Status?.ContainerStatuses?[0] is { RestartCount: 1, State.Running: not null });
        Assert.Contains("liveness probe failed 2 times in a row", pod.Status!.ContainerStatuses![0].LastState!.Terminated!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pod_that_never_restarts_fails_with_the_answer_of_its_liveness_probe()
    {
        await using AgentWorld world = await StartAsync();
        await using WebListener server = await ServeAsync(HttpProtocols.Http1, c => c.Response.StatusCode = 503);

        await world.CreatePodAsync(ShellPod("ill", "exec sleep 600", s => s with { TerminationGracePeriodSeconds = 1 },
            c => c with { LivenessProbe = Probe($$"""{"httpGet":{"path":"/live","port":{{server.Port}}},"periodSeconds":1,"failureThreshold":1}""") }));

        Pod pod = await world.WaitForPhaseAsync("ill", "Failed");
        Assert.Contains("statuscode: 503", pod.Status!.ContainerStatuses![0].State!.Terminated!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pod_is_ready_only_while_its_named_port_is_open()
    {
        await using AgentWorld world = await StartAsync();
        int port = FreePorts.Take(1)[0];
        using TcpListener listener = new(IPAddress.Loopback, port);

        await world.CreatePodAsync(ShellPod("door", "exec sleep 600", container: c => c with
        {
            Ports = [new ContainerPort { Name = "api", Number = port }],
            ReadinessProbe = Probe("""{"tcpSocket":{"port":"api"},"periodSeconds":1,"failureThreshold":1}"""),
        }));
        Pod closed = await world.WaitForPhaseAsync("door", "Running");
        listener.Start();
        Pod open = await world.WaitForPodAsync("door", "ready", p => p.Status?.ContainerStatuses?[0].Ready == true);
        listener.Stop();
        await world.WaitForPodAsync("door", "unready again", p => p.Status?.ContainerStatuses?[0].Ready == false);

        Assert.False(closed.Status!.ContainerStatuses![0].Ready);
        Assert.Equal("True", open.Status!.Conditions!.Single(c => c.Type == "Ready").Status);
    }

    [Fact]
    public async Task Container_counts_as_started_after_its_startup_probe()
    {
        await using AgentWorld world = await StartAsync();
        string gate = Path.Combine(world.Root, "gate");

        await world.CreatePodAsync(ShellPod("slow", "exec sleep 600", container: c => c with
        {
            StartupProbe = Probe($$"""{"exec":{"command":["test","-e","{{gate}}"]},"periodSeconds":1,"failureThreshold":100}"""),
        }));
        Pod before = await world.WaitForPhaseAsync("slow", "Running");
        await File.WriteAllTextAsync(gate, "go");

        await world.WaitForPodAsync("slow", "started and ready", p => p.Status?.ContainerStatuses?[0] is { Started: true, Ready: true });
        Assert.Equal((false, false), (before.Status!.ContainerStatuses![0].Started, before.Status.ContainerStatuses[0].Ready));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Grpc_health_decides_readiness(byte health, bool ready)
    {
        await using AgentWorld world = await StartAsync();
        await using WebListener server = await ServeAsync(HttpProtocols.Http2, async c =>
        {
            c.Response.ContentType = "application/grpc";
            c.Response.DeclareTrailer("grpc-status");
            await c.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 2, 8, health });
            c.Response.AppendTrailer("grpc-status", "0");
        });

        await world.CreatePodAsync(ShellPod("rpc", "exec sleep 600", container: c => c with
        {
            StartupProbe = Probe($$"""{"tcpSocket":{"port":{{server.Port}}},"periodSeconds":1}"""),
            ReadinessProbe = Probe($$"""{"grpc":{"port":{{server.Port}},"service":"psi"},"periodSeconds":1,"failureThreshold":1}"""),
        }));

        await world.WaitForPodAsync("rpc", $"started, ready {ready}", p => p.Status?.ContainerStatuses?[0] is { Started: true } s && s.Ready == ready);
    }

    [Theory]
    [InlineData("""{"periodSeconds":5}""", "missing probe handler")]
    [InlineData("""{"tcpSocket":{"port":"nowhere"}}""", "nowhere")]
    public async Task Probe_that_cannot_work_fails_the_pod_with_the_reason(string probe, string reason)
    {
        await using AgentWorld world = await StartAsync();

        await world.CreatePodAsync(ShellPod("odd", "exec sleep 600", container: c => c with { LivenessProbe = Probe(probe) }));

        Pod pod = await world.WaitForPhaseAsync("odd", "Failed");
        Assert.Equal("StartError", pod.Status!.ContainerStatuses![0].State!.Terminated!.Reason);
        Assert.Contains(reason, pod.Status.ContainerStatuses[0].State!.Terminated!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_hook_runs_before_the_container_is_told_to_end()
    {
        await using AgentWorld world = await StartAsync();
        string order = Path.Combine(world.Root, "order");
        string up = Path.Combine(world.Root, "up");
        string hook = $"echo hook >> {order}";
        Dictionary<string, JsonElement> extra = new()
        {
            ["lifecycle"] = JsonSerializer.SerializeToElement(new { preStop = new { exec = new { command = (string[])["sh", "-c", hook] } } }),
        };
        await world.CreatePodAsync(ShellPod("hooked", $"trap 'echo term >> {order}; exit 0' TERM; echo up > {up}; while :; do sleep 0.05; done", container: c => c with { Extra = extra }));
        await WaitForFileAsync(up);

        await world.MarkDeletedAsync("hooked", 20);

        await world.WaitGoneAsync("hooked");
        Assert.Equal(["hook", "term"], await File.ReadAllLinesAsync(order));
    }

    private static JsonElement Probe(string json) => JsonDocument.Parse(json).RootElement.Clone();

    private static Task<WebListener> ServeAsync(HttpProtocols protocols, Action<HttpContext> answer) => ServeAsync(protocols, c =>
    {
        answer(c);
        return Task.CompletedTask;
    });

    private static Task<WebListener> ServeAsync(HttpProtocols protocols, Func<HttpContext, Task> answer) => WebListener.StartAsync(
        new WebListenerOptions(new IPEndPoint(IPAddress.Loopback, 0), ListenerLimits.Small("probed server")) { Socket = listen => listen.Protocols = protocols },
        context => answer(context), NullLoggerFactory.Instance, CancellationToken.None);
}
