using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KubeFate.Tests.Replay;
using KubeFate.Verify;

namespace KubeFate.Tests;

/// <summary><c>cluster verify</c> tries the ways that a cluster needs and names the one that is broken.</summary>
public sealed class VerifyTests(World world) : IClassFixture<World>
{
    private static readonly byte[] Settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    private static readonly byte[] Html = [.. "HTTP/1.1 400 Bad Request\r\n\r\n"u8];

    [Fact]
    public async Task A_way_on_which_HTTP2_answers_is_good()
    {
        using Answerer partner = new(Settings);

        EdgeResult result = await TryAsync(partner.Port, isGrpc: true);

        Assert.Null(result.Fault);
    }

    [Fact]
    public async Task What_answers_something_else_is_told_to_speak_no_HTTP2()
    {
        using Answerer partner = new(Html);

        EdgeResult result = await TryAsync(partner.Port, isGrpc: true);

        Assert.Contains("speaks no HTTP/2", result.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_never_answers_is_told_to_be_dropped_on_the_way()
    {
        using Answerer partner = new([]);

        EdgeResult result = await TryAsync(partner.Port, isGrpc: true);

        Assert.Contains("within 1 s; something on the way drops it", result.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_DNS_does_not_know_is_told()
    {
        EdgeResult result = await Probe().TryAsync(new Edge("python", "mysql", "mysql.fate", 3306, IsGrpc: false), CancellationToken.None);

        Assert.StartsWith("DNS does not know mysql.fate", result.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_parties_whose_exchange_routes_point_at_each_other_are_told_way_by_way()
    {
        using Answerer first = new(Settings);
        using Answerer second = new(Settings);
        await using Guide guide = await Guide.OpenAsync(world);
        await world.Kubelet.PrepareAsync(["verify-1", "verify-2"], "ready");
        await guide.RunAsync($"chart upload -f {Path.Combine(Scenarios.Folder, "charts", "demo-1.0.0.tgz")}");
        string one = await InstallAsync(guide, "verify-1", second.Port), other = await InstallAsync(guide, "verify-2", first.Port);

        (int exit, string output) = await guide.TryAsync($"cluster verify {one}");
        second.Dispose();
        (_, string broken) = await guide.TryAsync($"cluster verify {one}");
        (_, string good) = await guide.TryAsync($"cluster verify {other}");

        // The name of the module is not known to DNS where these tests run; the partner is there, and then is not.
        Assert.Equal(1, exit);
        Assert.Matches(@"kubefate *\tweb *\tweb\.verify-1:80 *\ttcp *\t(DNS does not know|no answer from) web\.verify-1", output);
        Assert.Matches(@"osx *\texchange *\t127\.0\.0\.1:\d+ *\tgrpc *\tok", output);
        Assert.Matches(@"osx *\texchange *\t127\.0\.0\.1:\d+ *\tgrpc *\tTCP to 127\.0\.0\.1:\d+: Connection refused", broken);
        Assert.Matches(@"osx *\texchange *\t127\.0\.0\.1:\d+ *\tgrpc *\tok", good);
        Assert.Contains("1 of 2 ways are broken", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_a_ready_pod_is_named()
    {
        await using Guide guide = await Guide.OpenAsync(world);
        await world.Kubelet.PrepareAsync(["verify-3"], "ready");
        await guide.RunAsync($"chart upload -f {Path.Combine(Scenarios.Folder, "charts", "demo-1.0.0.tgz")}");
        string cluster = await InstallAsync(guide, "verify-3", 1);
        world.Kubelet.SetMode("verify-3", "pods stay Pending (ImagePullBackOff)");
        await world.Kubelet.SettledAsync();
        await world.Kubelet.SettledAsync();

        (_, string output) = await guide.TryAsync($"cluster verify {cluster}");

        Assert.Contains("no pod behind Service verify-3/web is ready", output, StringComparison.Ordinal);
    }

    private static async Task<string> InstallAsync(Guide guide, string name, int port)
    {
        await guide.WriteAsync("c.yaml", string.Create(CultureInfo.InvariantCulture, $"name: {name}\nnamespace: {name}\nchartName: demo\nchartVersion: 1.0.0\nosx:\n  exchange:\n    ip: 127.0.0.1\n    port: {port}\n"));
        await guide.RunAsync("cluster install -f c.yaml --wait");
        return System.Text.Json.Nodes.JsonNode.Parse(await guide.RunAsync("cluster ls -o json"))!.AsArray().Single(row => row!["name"]!.ToString() == name)!["uuid"]!.ToString();
    }

    private static Task<EdgeResult> TryAsync(int port, bool isGrpc) => Probe().TryAsync(new Edge("osx", "party 10000", "127.0.0.1", port, isGrpc), CancellationToken.None);

    private static EdgeProbe Probe() => new(static (host, _) => throw new SocketException((int)SocketError.HostNotFound), TimeSpan.FromSeconds(1), TimeProvider.System);

    /// <summary>Gives everybody who connects the same answer.</summary>
    private sealed class Answerer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<Socket> _open = [];

        public Answerer(byte[] answer)
        {
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = ServeAsync(answer);
        }

        public int Port { get; }

        public void Dispose()
        {
            _listener.Stop();
            _open.ForEach(static socket => socket.Dispose());
        }

        private async Task ServeAsync(byte[] answer)
        {
            try
            {
                while (true)
                {
                    Socket socket = await _listener.AcceptSocketAsync();
                    _open.Add(socket);
                    await socket.SendAsync(answer);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // It is over.
            }
        }
    }
}
